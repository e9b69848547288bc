import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useRefusal } from '~/api/may'
import { agentsQuery } from '~/api/queries'
import type { Agent, AgentPage } from '~/api/schema'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { Foot } from '~/kit/Foot'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { SearchBox } from '~/shell/SearchBox'
import { AgentForm } from './AgentForm'
import { isMeant } from './meant'
import { PortalLink } from './PortalLink'
import { Standing } from './Standing'
import styles from './AgentsPage.module.css'

const columns: Column<Agent>[] = [
  { id: 'state', title: t('agents.column_state'), width: '112px', cell: (agent) => <Standing agent={agent} /> },
  { id: 'name', title: t('agents.column_name'), width: 'minmax(140px, 1fr)', cell: (agent) => <Name agent={agent} /> },
  { id: 'type', title: t('agents.column_type'), width: '120px', cell: ({ agentType }) => agentType },
  { id: 'version', title: t('agents.column_version'), width: '96px', cell: ({ version }) => version },
  { id: 'owner', title: t('agents.column_owner'), width: 'minmax(100px, 0.6fr)', cell: ({ owner }) => owner },
  { id: 'created', title: t('agents.column_created'), width: '104px', cell: ({ createdAt }) => <Moment at={createdAt} /> },
]

const fewColumns = columns.filter(({ id }) => id !== 'version' && id !== 'owner')

export default function AgentsPage() {
  const { search = '' } = useSearch({ from: '/agents' })
  const { data, error, refetch } = useQuery(agentsQuery)
  const [isCreating, setCreating] = useForm('agent')
  const refusal = useRefusal()
  const navigate = useNavigate()
  const show = useCallback((next: string) => void navigate({ to: '/agents', search: next ? { search: next } : {}, replace: true }), [navigate])
  const found = data?.data.filter((agent) => isMeant(agent, search))
  const query = (
    <SearchBox label={t('agents.query')} placeholder={t('agents.query_placeholder')} clear={t('agents.clear_query')} value={search} total={found?.length} count={found && t('agents.count', { count: found.length })} onChange={show} />
  )
  const create = (
    <Button look="main" disabledReason={refusal} onPress={() => setCreating(true)}>
      {t('agents.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('agents.title')} query={query}>
        {create}
      </PageHeader>
      <div className={styles.page} data-footed>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['80px', '30%', '20%', '90px']} />}
        {data?.data.length === 0 && (
          <>
            <EmptyState title={t('agents.empty')} body={t('agents.empty_body')} action={create} command={t('agents.command')} />
            <Foot>
              <Elsewhere />
            </Foot>
          </>
        )}
        {found && data && data.data.length > 0 && <Found all={data} found={found} />}
      </div>
      {isCreating && <AgentForm onClose={() => setCreating(false)} />}
    </>
  )
}

function Found({ all, found }: { all: AgentPage; found: Agent[] }) {
  const isWide = useIsWide()
  if (found.length === 0) return <EmptyState title={t('agents.no_match')} body={t('agents.no_match_body')} action={<ButtonLink to="/agents">{t('agents.show_all')}</ButtonLink>} />
  return (
    <>
      <Table label={t('agents.title')} columns={isWide ? columns : fewColumns} items={found} keyOf={({ agentId }) => agentId} />
      <Foot>
        {all.total > all.data.length && <span className={styles.soft}>{t('agents.newest', { count: all.data.length, total: all.total })}</span>}
        <CommandLine command={t('agents.command')} />
        <Elsewhere />
      </Foot>
    </>
  )
}

/** Where others see them. */
const Elsewhere = () => (
  <span className={styles.portal}>
    <PortalLink />
    <Link to="/marketplace">{t('nav.marketplace')}</Link>
  </span>
)

function Name({ agent: { agentId, name, email } }: { agent: Agent }) {
  return (
    <Link to="/agents/$agentId" params={{ agentId }} className={styles.name} title={email}>
      {name}
    </Link>
  )
}
