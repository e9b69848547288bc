import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { keys, meQuery, orgsQuery, sessionsQuery } from '~/api/queries'
import type { Session } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Select } from '~/kit/Field'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { organisation, token } from '~/platform/session'
import styles from './Tokens.module.css'

const columns: Column<Session>[] = [
  { id: 'from', title: t('sessions.column_from'), width: '140px', cell: ({ ipAddress }) => ipAddress ?? t('sessions.here') },
  { id: 'with', title: t('sessions.column_with'), width: 'minmax(0, 1fr)', cell: ({ userAgent }) => userAgent ?? '' },
  { id: 'began', title: t('sessions.column_began'), width: '104px', cell: ({ createdAt }) => <Moment at={createdAt} /> },
  { id: 'used', title: t('sessions.column_used'), width: '104px', cell: ({ updatedAt }) => <Moment at={updatedAt} /> },
  { id: 'actions', title: t('sessions.column_actions'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (session) => <End session={session} /> },
]

/** The sessions of whoever has signed in with an account; nothing for others. */
export function Sessions() {
  const user = useQuery(meQuery).data?.user
  return user ? <SessionsOf name={user.name} /> : null
}

function SessionsOf({ name }: { name: string }) {
  const { data, error, refetch } = useQuery(sessionsQuery)
  return (
    <Section
      title={t('sessions.title')}
      action={
        <Button size="small" onPress={() => void signOut()}>
          {t('sessions.sign_out')}
        </Button>
      }
    >
      <p className={styles.intro}>{t('sessions.body', { name })}</p>
      <Organisation />
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['20%', '50%', '20%']} />}
      {data && <Table label={t('sessions.title')} columns={columns} items={data.items} keyOf={({ id }) => id} />}
      <footer className={styles.foot}>
        <CommandLine command={t('sessions.command')} />
      </footer>
    </Section>
  )
}

async function signOut(): Promise<void> {
  await call('post', '/api/auth/sign-out', {})
  token.drop('none')
}

function choose(id: string): void {
  organisation.keep(id)
  location.reload()
}

/** Whoever belongs to several organisations looks at one at a time. */
function Organisation() {
  const orgs = useQuery(orgsQuery).data
  if (!orgs || orgs.orgs.length < 2) return null
  return (
    <div className={styles.intro}>
      <Select
        label={t('sessions.organisation')}
        choices={orgs.orgs.map(({ id, name }) => ({ id, label: name }))}
        value={organisation.get() ?? orgs.defaultOrgId ?? ''}
        onChange={choose}
      />
    </div>
  )
}

function End({ session: { id, ipAddress, isCurrent } }: { session: Session }) {
  const client = useQueryClient()
  if (isCurrent) return <span className={styles.ended}>{t('sessions.this')}</span>
  const press = async () => {
    await call('delete', '/v1/sessions/{id}', { path: { id } })
    await client.invalidateQueries({ queryKey: keys.sessions })
    toast(t('sessions.end_done'))
  }
  return (
    <Button size="small" label={t('sessions.end_label', { from: ipAddress ?? t('sessions.here') })} onPress={() => void press()}>
      {t('sessions.end')}
    </Button>
  )
}
