import { useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys, tokensQuery } from '~/api/queries'
import type { Token } from '~/api/schema'
import { clock, date, exact } from '~/format/time'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { type Key, t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { CreateToken } from './CreateToken'
import styles from './Tokens.module.css'

const kinds: Record<string, Extract<Key, `tokens.kind_${string}`>> = {
  operator: 'tokens.kind_operator',
  readonly: 'tokens.kind_readonly',
  join: 'tokens.kind_join',
  console: 'tokens.kind_console',
}

const kindText = ({ kind }: Token): string => (kinds[kind] ? t(kinds[kind] as 'tokens.kind_operator') : kind)

const columns: Column<Token>[] = [
  { id: 'name', title: t('tokens.column_name'), width: 'minmax(0, 1fr)', cell: (token) => token.name || <span className={styles.ended}>{t('tokens.unnamed')}</span> },
  { id: 'kind', title: t('tokens.column_kind'), width: '150px', cell: kindText },
  { id: 'created', title: t('tokens.column_created'), width: '104px', cell: (token) => <Moment at={token.created_at} /> },
  { id: 'used', title: t('tokens.column_used'), width: '104px', cell: (token) => (token.last_used_at ? <Moment at={token.last_used_at} /> : t('tokens.never')) },
  { id: 'expires', title: t('tokens.column_expires'), width: '112px', cell: (token) => <Expiry token={token} /> },
  { id: 'actions', title: t('tokens.column_actions'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (token) => <Revoke token={token} /> },
]

const DAY_MS = 86_400_000

const isEnded = (token: Token): boolean => Boolean(token.revoked_at) || Date.parse(token.expires_at) <= Date.now()

/** Those that work, newest first, and then those that do not any more. */
const inOrder = (tokens: Token[]): Token[] => [...tokens.filter((token) => !isEnded(token)), ...tokens.filter(isEnded)]

export function Tokens() {
  const { data, error, refetch } = useQuery(tokensQuery)
  const [isCreating, setCreating] = useForm('token')
  const refusal = useRefusal('owner')
  const create = (
    <Button size="small" disabledReason={refusal} onPress={() => setCreating(true)}>
      {t('tokens.create')}
    </Button>
  )
  return (
    <Section title={t('tokens.title')} action={create}>
      <p className={styles.intro}>{t('tokens.body')}</p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={3} columns={['40%', '20%', '20%']} height={135} />}
      {data?.items.length === 0 && <EmptyState title={t('tokens.empty')} body={t('tokens.empty_body')} command={t('tokens.command')} />}
      {data && data.items.length > 0 && (
        <>
          <Listed tokens={data.items} />
          <footer className={styles.foot}>
            <CommandLine command={t('tokens.command')} />
          </footer>
        </>
      )}
      {isCreating && <CreateToken onClose={() => setCreating(false)} />}
    </Section>
  )
}

/** Every window that was ever opened has a token; they are many and alike, so they stand apart. */
function Listed({ tokens }: { tokens: Token[] }) {
  const windows = tokens.filter(({ kind }) => kind === 'console')
  const others = tokens.filter(({ kind }) => kind !== 'console')
  return (
    <>
      {others.length > 0 && <Table label={t('tokens.title')} columns={columns} items={inOrder(others)} keyOf={(token) => token.id} />}
      {windows.length > 0 && (
        <details className={styles.windows} open={others.length === 0 || undefined}>
          <summary>{t('tokens.windows', { count: windows.length })}</summary>
          <Table label={t('tokens.windows', { count: windows.length })} columns={columns} items={inOrder(windows)} keyOf={(token) => token.id} />
        </details>
      )}
    </>
  )
}

function Expiry({ token }: { token: Token }) {
  if (token.revoked_at) return <span className={styles.ended}>{t('tokens.revoked')}</span>
  if (isEnded(token)) return <span className={styles.ended}>{t('tokens.expired')}</span>
  // Of what lives for minutes the date says nothing.
  const isSoon = Date.parse(token.expires_at) - Date.parse(token.created_at) < DAY_MS
  return <time dateTime={token.expires_at} title={exact(token.expires_at)}>{isSoon ? clock(token.expires_at) : date(token.expires_at)}</time>
}

function Revoke({ token }: { token: Token }) {
  const client = useQueryClient()
  const refusal = useRefusal('owner')
  if (isEnded(token)) return null
  const press = () =>
    ask({
      title: t('tokens.revoke_title', { name: token.name }),
      body: t('tokens.revoke_body'),
      confirm: t('tokens.revoke_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/tokens/{id}', { path: { id: token.id } })
        await client.invalidateQueries({ queryKey: keys.tokens })
        toast(t('tokens.revoke_done', { name: token.name }))
      },
    })
  return (
    <Button size="small" label={t('tokens.revoke_label', { name: token.name })} disabledReason={refusal} onPress={press}>
      {t('tokens.revoke')}
    </Button>
  )
}
