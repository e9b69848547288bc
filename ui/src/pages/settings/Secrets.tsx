import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys, secretsQuery } from '~/api/queries'
import type { Secret } from '~/api/schema'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { SetSecret } from './SetSecret'
import styles from './Tokens.module.css'

const columns: Column<Secret>[] = [
  { id: 'name', title: t('secrets.column_name'), width: 'minmax(0, 1fr)', cell: (secret) => <code>{secret.name}</code> },
  { id: 'set', title: t('secrets.column_set'), width: '104px', cell: (secret) => <Moment at={secret.updated_at} /> },
  { id: 'by', title: t('secrets.column_by'), width: 'minmax(0, 1fr)', cell: (secret) => <code>{secret.updated_by}</code> },
  { id: 'actions', title: t('secrets.column_actions'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (secret) => <Remove secret={secret} /> },
]

export function Secrets() {
  const { data, error, refetch } = useQuery(secretsQuery)
  const [isSetting, setSetting] = useForm('secret')
  const refusal = useRefusal()
  const set = (
    <Button size="small" disabledReason={refusal} onPress={() => setSetting(true)}>
      {t('secrets.set')}
    </Button>
  )
  return (
    <Section title={t('secrets.title')} action={set}>
      <p className={styles.intro}>{t('secrets.body')}</p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['40%', '20%', '20%']} height={160} />}
      {data?.items.length === 0 && <EmptyState title={t('secrets.empty')} body={t('secrets.empty_body')} command={t('secrets.command')} />}
      {data && data.items.length > 0 && (
        <>
          <Table label={t('secrets.title')} columns={columns} items={data.items} keyOf={(secret) => secret.name} />
          <footer className={styles.foot}>
            <CommandLine command={t('secrets.command')} />
          </footer>
        </>
      )}
      {isSetting && <SetSecret onClose={() => setSetting(false)} />}
    </Section>
  )
}

function Remove({ secret: { name } }: { secret: Secret }) {
  const client = useQueryClient()
  const refusal = useRefusal()
  const press = () =>
    ask({
      title: t('secrets.remove_title', { name }),
      body: t('secrets.remove_body'),
      confirm: t('secrets.remove_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/secrets/{name}', { path: { name } })
        await client.invalidateQueries({ queryKey: keys.secrets })
        toast(t('secrets.remove_done', { name }))
      },
    })
  return (
    <Button size="small" label={t('secrets.remove_label', { name })} disabledReason={refusal} onPress={press}>
      {t('secrets.remove')}
    </Button>
  )
}
