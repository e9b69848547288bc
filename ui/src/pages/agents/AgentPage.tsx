import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { agentQuery, keys } from '~/api/queries'
import type { Agent } from '~/api/schema'
import { resumeAgent, suspendAgent } from '~/hands/agents'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CopyButton } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { Fact as Line } from '~/pages/job/Details'
import { ask } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { Credentials } from './Credentials'
import { Published } from './Published'
import { Standing } from './Standing'
import styles from './AgentsPage.module.css'

export default function AgentPage() {
  const { agentId } = useParams({ from: '/agents/$agentId' })
  const { data: agent, error, refetch } = useQuery(agentQuery(agentId))
  return (
    <>
      <PageHeader title={agent?.name ?? agentId}>
        <ButtonLink to="/agents">{t('agents.back')}</ButtonLink>
      </PageHeader>
      <div className={styles.detail}>
        {error && <ErrorPanel error={error} isStale={agent !== undefined} onRetry={() => void refetch()} />}
        {!agent && !error && <Skeleton rows={6} columns={['20%', '60%']} />}
        {agent && <About agent={agent} />}
        {agent && agent.status !== 'decommissioned' && <Published agent={agent} />}
        {agent && <Credentials agent={agent} />}
      </div>
    </>
  )
}

function About({ agent }: { agent: Agent }) {
  return (
    <Section title={t('agents.about')} action={<Actions agent={agent} />}>
      <dl className={styles.facts}>
        <Fact name={t('agents.column_state')}>
          <Standing agent={agent} />
        </Fact>
        <Fact name={t('agents.id')}>
          <code>{agent.agentId}</code>
          <CopyButton text={agent.agentId} />
        </Fact>
        <Fact name={t('agents.email')}>{agent.email}</Fact>
        <Fact name={t('agents.column_type')}>{agent.agentType}</Fact>
        <Fact name={t('agents.column_version')}>{agent.version}</Fact>
        <Fact name={t('agents.can')}>
          <code>{agent.capabilities.join(' ')}</code>
        </Fact>
        <Fact name={t('agents.column_owner')}>{agent.owner}</Fact>
        <Fact name={t('agents.runs_in')}>{agent.deploymentEnv}</Fact>
        <Fact name={t('agents.endpoint')}>{agent.endpoint}</Fact>
        <Fact name={t('agents.description')}>{agent.description}</Fact>
      </dl>
    </Section>
  )
}

/** What is not said has no line. */
function Fact({ name, children }: { name: string; children: ReactNode }) {
  if (children === undefined || children === null || children === '') return null
  return <Line name={name}>{children}</Line>
}

function Actions({ agent }: { agent: Agent }) {
  const { agentId: id, name, status } = agent
  const client = useQueryClient()
  const reason = useRefusal()
  const again = () => client.invalidateQueries({ queryKey: keys.agents })
  const act = useMutation({
    mutationFn: (action: () => Promise<string>) => action(),
    onSuccess: (said) => toast(said),
    onError: (error) => toast(error.message, 'danger'),
    onSettled: again,
  })
  const end = () =>
    ask({
      title: t('agents.end_title', { name }),
      body: t('agents.end_body'),
      confirm: t('agents.end_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/agents/{id}', { path: { id } })
        await again()
        toast(t('agents.done_ended', { name }))
      },
    })
  if (status === 'decommissioned') return null
  return (
    <span className={styles.actions}>
      <Button size="small" disabledReason={reason} onPress={() => act.mutate(() => (status === 'active' ? suspendAgent(agent) : resumeAgent(agent)))}>
        {t(status === 'active' ? 'agents.suspend' : 'agents.resume')}
      </Button>
      <Button size="small" look="danger" disabledReason={reason} onPress={end}>
        {t('agents.end')}
      </Button>
    </span>
  )
}
