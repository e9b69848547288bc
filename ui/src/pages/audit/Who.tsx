import { useQuery } from '@tanstack/react-query'
import { createContext, type ReactNode, use, useMemo } from 'react'
import { agentsQuery, membersQuery, tokensQuery, workersQuery } from '~/api/queries'
import type { AuditEvent } from '~/api/schema'
import { didOf } from '~/messages/audit-actions'
import { t } from '~/messages/t'

/** Names by id, as far as whoever looks may read them. */
const Names = createContext<ReadonlyMap<string, string>>(new Map())

const isNamed = (events: AuditEvent[], ...beginnings: string[]) => events.some(({ actor, target }) => beginnings.some((beginning) => actor.startsWith(beginning) || target.startsWith(beginning)))

/** Reads the names of those that occur, and only then: whoever may not would leave an event each time. */
export function Naming({ events, children }: { events: AuditEvent[]; children: ReactNode }) {
  const asked = { refetchInterval: false, retry: false } as const
  const tokens = useQuery({ ...tokensQuery, ...asked, enabled: isNamed(events, 'tok_') }).data
  const members = useQuery({ ...membersQuery, ...asked, enabled: isNamed(events, 'usr_', 'per_') }).data
  const agents = useQuery({ ...agentsQuery, ...asked, enabled: isNamed(events, 'agt_') }).data
  const workers = useQuery({ ...workersQuery, ...asked, enabled: isNamed(events, 'wrk_') }).data
  const names = useMemo(
    () =>
      new Map<string, string>([
        ...(tokens?.items ?? []).flatMap(({ id, name }) => (name ? [[id, t('audit.token', { name })] as const] : [])),
        ...(members?.items ?? []).map(({ user }) => [user.id, user.name || user.email] as const),
        ...(agents?.data ?? []).map(({ agentId, name }) => [agentId, name] as const),
        ...(workers?.items ?? []).map(({ id, name }) => [id, name] as const),
      ]),
    [tokens, members, agents, workers],
  )
  return <Names value={names}>{children}</Names>
}

/** What was done, in words; the word of the log for it, by which it is asked for, on hover. */
export function Did({ action }: { action: string }) {
  const words = didOf(action)
  return words ? <span title={action}>{words}</span> : <code title={action}>{action}</code>
}

/** Who, or what, by its name; its id on hover. */
export function Named({ id }: { id: string }) {
  const name = use(Names).get(id)
  if (id === 'operator') return <span title={id}>{t('audit.operator')}</span>
  if (id === 'coordinator') return <span title={id}>{t('audit.coordinator')}</span>
  return name ? <span title={id}>{name}</span> : <code title={id}>{id}</code>
}
