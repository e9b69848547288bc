import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { profilesQuery } from '~/api/queries'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Look, State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { CommandLine } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import type { Profile } from '~/platform/types'
import { ask } from '~/shell/overlay'
import { nameOf } from '~/shell/Switcher'
import { AddProfile } from './AddProfile'
import { asked } from './asked'
import own from './Profiles.module.css'
import styles from './Tokens.module.css'

/** How they stand is asked in this process, so it costs next to nothing. */
const STANDING_EVERY_MS = 3000

const looks = {
  idle: { tone: 'muted', glyph: 'ring' },
  connecting: { tone: 'notice', glyph: 'ring' },
  connected: { tone: 'good', glyph: 'dot' },
  failed: { tone: 'danger', glyph: 'dashed' },
} satisfies Record<Profile['state'], Look>

const columns: Column<Profile>[] = [
  { id: 'name', title: t('profiles.column_name'), width: 'minmax(0, 1fr)', cell: nameOf },
  { id: 'address', title: t('profiles.column_address'), width: 'minmax(0, 2fr)', cell: ({ address }) => (address ? <code>{address}</code> : '') },
  { id: 'state', title: t('profiles.column_state'), width: '140px', cell: (profile) => <Standing profile={profile} /> },
  { id: 'actions', title: t('profiles.column_actions'), width: '150px', isNumber: true, isTitleHidden: true, cell: (profile) => <Actions profile={profile} /> },
]

/** The coordinators that this window can show. */
export function Profiles() {
  const { data, error, refetch } = useQuery({ ...profilesQuery, refetchInterval: STANDING_EVERY_MS })
  const [isAdding, setAdding] = useState(false)
  const add = (
    <Button size="small" onPress={() => setAdding(true)}>
      {t('profiles.add')}
    </Button>
  )
  return (
    <Section title={t('profiles.title')} action={add}>
      <p className={styles.intro}>{t('profiles.body')}</p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['20%', '50%', '20%']} />}
      {data && <Table label={t('profiles.title')} columns={columns} items={data} keyOf={({ id }) => id} />}
      <footer className={styles.foot}>
        <CommandLine command={t('profiles.command')} />
      </footer>
      {isAdding && <AddProfile onClose={() => setAdding(false)} />}
    </Section>
  )
}

function Standing({ profile }: { profile: Profile }) {
  return (
    <span title={profile.state === 'failed' ? saidPlainly(profile.why) : undefined}>
      <State {...looks[profile.state]}>{t(`profiles.state_${profile.state}`)}</State>
    </span>
  )
}

function Actions({ profile }: { profile: Profile }) {
  const client = useQueryClient()
  const { id, address, is_shown } = profile
  if (is_shown) return <span className={styles.ended}>{t('profiles.shown')}</span>
  const name = nameOf(profile)
  const forget = () =>
    ask({
      title: t('profiles.forget_title', { name }),
      body: t('profiles.forget_body'),
      confirm: t('profiles.forget_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await asked((app) => app.forgetProfile(id))
        await client.invalidateQueries({ queryKey: profilesQuery.queryKey })
        toast(t('profiles.forget_done', { name }))
      },
    })
  return (
    <span className={own.actions}>
      {address && (
        <Button size="small" look="quiet" label={t('profiles.forget_label', { name })} onPress={forget}>
          {t('profiles.forget')}
        </Button>
      )}
      <Button size="small" label={t('profiles.show_label', { name })} onPress={() => void asked((app) => app.showProfile(id))}>
        {t('profiles.show')}
      </Button>
    </span>
  )
}
