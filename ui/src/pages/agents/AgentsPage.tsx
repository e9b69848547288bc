import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRefusal } from '~/api/may'
import { agentsQuery } from '~/api/queries'
import type { Agent } from '~/api/schema'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { AgentForm } from './AgentForm'
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
  const { data, error, refetch } = useQuery(agentsQuery)
  const [isCreating, setCreating] = useForm('agent')
  const refusal = useRefusal()
  const isWide = useIsWide()
  const create = (
    <Button look="main" disabledReason={refusal} onPress={() => setCreating(true)}>
      {t('agents.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('agents.title')}>{create}</PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['80px', '30%', '20%', '90px']} />}
        {data?.data.length === 0 && <EmptyState title={t('agents.empty')} body={t('agents.empty_body')} action={create} command={t('agents.command')} />}
        {data && data.data.length > 0 && (
          <>
            <Table label={t('agents.title')} columns={isWide ? columns : fewColumns} items={data.data} keyOf={({ agentId }) => agentId} />
            <footer className={styles.foot}>
              <CommandLine command={t('agents.command')} />
            </footer>
          </>
        )}
        {data && <PortalLink />}
      </div>
      {isCreating && <AgentForm onClose={() => setCreating(false)} />}
    </>
  )
}

function Name({ agent: { agentId, name, email } }: { agent: Agent }) {
  return (
    <Link to="/agents/$agentId" params={{ agentId }} title={email}>
      {name}
    </Link>
  )
}
