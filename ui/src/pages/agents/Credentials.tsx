import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call, idempotencyKey } from '~/api/call'
import { useRefusal } from '~/api/may'
import { credentialsQuery, keys } from '~/api/queries'
import type { Agent, Credential } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { CopyButton, Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import styles from './AgentsPage.module.css'

/** A credential, and what can be done with it. */
type Row = { agent: Agent; credential: Credential; reason: string | undefined; onRotate: () => void }

const columns: Column<Row>[] = [
  { id: 'state', title: t('agents.column_state'), width: '112px', cell: ({ credential }) => <Counting credential={credential} /> },
  { id: 'id', title: t('agents.column_credential'), width: '290px', cell: ({ credential }) => <code>{credential.credentialId}</code> },
  { id: 'scope', title: t('agents.column_scope'), width: 'minmax(120px, 1fr)', cell: ({ credential }) => credential.scope },
  { id: 'used', title: t('agents.column_used'), width: '104px', cell: ({ credential }) => <LastUse credential={credential} /> },
  { id: 'actions', title: t('agents.column_actions'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (row) => <Actions {...row} /> },
]

/** With what an agent gets its tokens; a secret is seen in the moment in which it is made. */
export function Credentials({ agent }: { agent: Agent }) {
  const { data, error, refetch } = useQuery(credentialsQuery(agent.agentId))
  const again = useAgain(agent)
  const make = useMutation({
    mutationFn: (before: Credential | undefined) => made(agent.agentId, before),
    onError: (failure) => toast(failure.message, 'danger'),
    onSettled: again,
  })
  const reason = useRefusal()
  const isOpen = agent.status === 'active'
  const create = isOpen && (
    <Button size="small" disabledReason={reason} isBusy={make.isPending} onPress={() => make.mutate(undefined)}>
      {t('agents.credential_create')}
    </Button>
  )
  const rows = data?.data.map((credential) => ({ agent, credential, reason, onRotate: () => make.mutate(credential) })) ?? []
  return (
    <Section title={t('agents.credentials')} action={create}>
      <p className={styles.intro}>{t('agents.credentials_body')}</p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['20%', '60%']} />}
      {data?.data.length === 0 && <p className={styles.none}>{t('agents.credentials_empty')}</p>}
      {rows.length > 0 && <Table label={t('agents.credentials')} columns={columns} items={rows} keyOf={({ credential }) => credential.credentialId} />}
      {make.data && <ShownOnce secret={make.data.clientSecret} onClose={make.reset} />}
    </Section>
  )
}

/** A new credential, or the successor of one. */
function made(id: string, before: Credential | undefined) {
  if (!before) return call('post', '/v1/agents/{id}/credentials', { path: { id }, body: {}, headers: idempotencyKey() })
  const path = { id, credential: before.credentialId }
  return call('post', '/v1/agents/{id}/credentials/{credential}/rotate', { path, body: {}, headers: idempotencyKey() })
}

function useAgain({ agentId }: Agent) {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: keys.credentials(agentId) })
}

function LastUse({ credential: { lastUsedAt } }: { credential: Credential }) {
  return lastUsedAt ? <Moment at={lastUsedAt} /> : t('agents.never')
}

function Counting({ credential: { status } }: { credential: Credential }) {
  if (status === 'active') return <State tone="good" glyph="dot">{t('agents.credential_active')}</State>
  if (status === 'ends_soon') return <State tone="notice" glyph="ring">{t('agents.credential_ends_soon')}</State>
  return <State tone="muted" glyph="ring">{t(status === 'expired' ? 'agents.credential_expired' : 'agents.credential_is_revoked')}</State>
}

function Actions({ agent, credential: { credentialId: id, status, successor }, reason, onRotate }: Row) {
  const again = useAgain(agent)
  if (status === 'expired' || status === 'revoked') return null
  const revoke = () =>
    ask({
      title: t('agents.credential_revoke_title', { id }),
      body: t('agents.credential_revoke_body'),
      confirm: t('agents.credential_revoke_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/agents/{id}/credentials/{credential}', { path: { id: agent.agentId, credential: id } })
        await again()
        toast(t('agents.credential_revoked', { id }))
      },
    })
  return (
    <span className={styles.actions}>
      {!successor && (
        <Button size="small" label={t('agents.credential_rotate_label', { id })} disabledReason={reason} onPress={onRotate}>
          {t('agents.credential_rotate')}
        </Button>
      )}
      <Button size="small" label={t('agents.credential_revoke_label', { id })} disabledReason={reason} onPress={revoke}>
        {t('agents.credential_revoke')}
      </Button>
    </span>
  )
}

function ShownOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Dialog title={t('agents.credential_title')} onClose={onClose}>
      <DialogBody>
        <p>{t('agents.credential_shown_once')}</p>
        <div className={styles.secret}>
          <code aria-label={t('agents.credential_secret')}>{secret}</code>
          <CopyButton text={secret} />
        </div>
      </DialogBody>
      <DialogActions>
        <Button look="main" onPress={onClose}>
          {t('agents.credential_done')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
