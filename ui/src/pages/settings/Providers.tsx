import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import { cloudQuery, keys, meQuery, providersQuery, spendQuery } from '~/api/queries'
import type { Provider } from '~/api/schema'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment, Prose } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { providerName } from '~/pages/environments/looks'
import { ask } from '~/shell/overlay'
import styles from './Providers.module.css'
import { SetProvider } from './SetProvider'
import tokens from './Tokens.module.css'

const columns: Column<Provider>[] = [
  { id: 'provider', title: t('providers.column_provider'), width: '110px', cell: ({ provider }) => providerName(provider) },
  { id: 'source', title: t('providers.column_source'), width: '190px', cell: (provider) => <Source provider={provider} /> },
  { id: 'account', title: t('providers.column_account'), width: 'minmax(0, 1fr)', cell: ({ account }) => (account ? <code>{account}</code> : null) },
  { id: 'checked', title: t('providers.column_checked'), width: '104px', cell: ({ checked_at }) => (checked_at ? <Moment at={checked_at} /> : null) },
  { id: 'machines', title: t('providers.column_machines'), width: '80px', isNumber: true, cell: ({ provider }) => <Machines provider={provider} /> },
  { id: 'actions', title: t('providers.column_actions'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (provider) => <Actions provider={provider} /> },
]

export function Providers() {
  const { data, error, refetch } = useQuery(providersQuery)
  const others = useOthers(data?.items)
  return (
    <Section title={t('providers.title')} action={<Reload />}>
      <p className={tokens.intro}>
        <Prose text={t('providers.body')} />
      </p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={3} columns={['20%', '20%', '30%']} height={166} />}
      {data && (
        <>
          <Table label={t('providers.title')} columns={columns} items={[...data.items, ...others]} keyOf={({ provider }) => provider} />
          <footer className={tokens.foot}>
            <CommandLine command={t('providers.command')} />
          </footer>
        </>
      )}
    </Section>
  )
}

/** Those that only the server's settings know: nobody has an account there. */
function useOthers(listed: Provider[] = []): Provider[] {
  const { data: cloud } = useQuery(cloudQuery)
  const offered = [...(cloud?.workers ?? []), ...(cloud?.regions ?? [])].map(({ provider }) => provider)
  const unlisted = [...new Set(offered)].filter((one) => !listed.some(({ provider }) => provider === one))
  return unlisted.map((provider) => ({ provider, source: 'installation', in_use: 0, fields: [] }))
}

/** All that run there, on whosever account. */
function Machines({ provider }: { provider: string }) {
  const { data: spend } = useQuery(spendQuery)
  return spend?.running.filter((one) => one.provider === provider).length ?? '–'
}

export function useOwnersOnly(): string | undefined {
  const me = useQuery(meQuery).data
  return me && me.role !== 'owner' ? t('people.owners_only') : undefined
}

function Source({ provider: { source } }: { provider: Provider }) {
  if (source === 'organisation') return <State tone="good" glyph="dot">{t('providers.own')}</State>
  if (source === 'installation') return <State tone="good" glyph="dot">{t('providers.environments')}</State>
  return <State tone="muted" glyph="ring">{t('providers.none')}</State>
}

/** What can be had and what runs hangs on the accounts. */
const readAgain = (client: QueryClient) => Promise.all([keys.providers, keys.cloud, keys.spend].map((queryKey) => client.invalidateQueries({ queryKey })))

function Actions({ provider: whole }: { provider: Provider }) {
  const { provider, source } = whole
  const client = useQueryClient()
  const reason = useOwnersOnly()
  const [isEntering, setEntering] = useState(false)
  const name = providerName(provider)
  const check = useMutation({
    mutationFn: () => call('post', '/v1/providers/{provider}/check', { path: { provider } }),
    onSuccess: ({ account, lacks }) =>
      toast(lacks.length > 0 ? t('providers.lacks', { provider: name, account, lacks: lacks.join(', ') }) : t('providers.checked', { provider: name, account })),
    onError: (error) => toast(error.message, 'danger'),
    onSettled: () => client.invalidateQueries({ queryKey: keys.providers }),
  })
  const remove = () =>
    ask({
      title: t('providers.remove_title', { provider: name }),
      body: t('providers.remove_body'),
      confirm: t('providers.remove_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/providers/{provider}', { path: { provider } })
        await readAgain(client)
        toast(t('providers.remove_done', { provider: name }))
      },
    })
  if (whole.fields.length === 0) return <span className={styles.soft}>{t('providers.server_only')}</span>
  return (
    <span className={styles.actions}>
      {source && (
        <Button size="small" label={t('providers.check_label', { provider: name })} disabledReason={reason} isBusy={check.isPending} onPress={() => check.mutate()}>
          {t('providers.check')}
        </Button>
      )}
      <Button size="small" label={t('providers.change_label', { provider: name })} disabledReason={reason} onPress={() => setEntering(true)}>
        {source === 'organisation' ? t('providers.change') : t('providers.enter')}
      </Button>
      {source === 'organisation' && (
        <Button size="small" label={t('providers.remove_label', { provider: name })} disabledReason={reason} onPress={remove}>
          {t('providers.remove')}
        </Button>
      )}
      {isEntering && <SetProvider provider={whole} onClose={() => setEntering(false)} />}
    </span>
  )
}

/** What stands in the environment and its file is read again; what needs a restart is said. */
function Reload() {
  const client = useQueryClient()
  const reason = useOwnersOnly()
  const reload = useMutation({
    mutationFn: () => call('post', '/v1/cloud/reload', {}),
    onSuccess: async ({ changed, needs_restart }) => {
      toast(changed.length > 0 ? t('providers.reread', { changed: changed.join(', ') }) : t('providers.reread_nothing'))
      if (needs_restart.length > 0) toast(t('providers.needs_restart', { names: needs_restart.join(', ') }), 'danger')
      await readAgain(client)
    },
    onError: (error) => toast(error.message, 'danger'),
  })
  return (
    <Button size="small" disabledReason={reason} isBusy={reload.isPending} onPress={() => reload.mutate()}>
      {t('providers.reload')}
    </Button>
  )
}
