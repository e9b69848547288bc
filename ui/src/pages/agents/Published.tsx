import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call } from '~/api/call'
import { marketKeys } from '~/api/market-queries'
import { useRefusal } from '~/api/may'
import { keys } from '~/api/queries'
import type { Agent } from '~/api/schema'
import { muster } from '~/hands/command'
import { Button } from '~/kit/Button'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { CommandLine } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { Fact, When } from '~/pages/job/Details'
import { useModeration } from '~/pages/marketplace/moderation'
import { PortalLink } from './PortalLink'
import styles from './AgentsPage.module.css'

/** Whether others find an agent, what they say of it, and who decides that. */
export function Published({ agent }: { agent: Agent }) {
  const { agentId, isPublic, publishedAt, hidden, reports } = agent
  const isListed = isPublic && agent.status === 'active' && !hidden
  return (
    <Section title={t('nav.marketplace')} action={<Actions agent={agent} />}>
      <p className={styles.intro}>{t('agents.published_body')}</p>
      <dl className={styles.facts}>
        <Fact name={t('agents.column_state')}>
          <Listed agent={agent} />
        </Fact>
        {isPublic && publishedAt && (
          <Fact name={t('market.column_published')}>
            <When at={publishedAt} />
          </Fact>
        )}
        {hidden && <Fact name={t('agents.hidden_because')}>{hidden}</Fact>}
        {reports > 0 && (
          <Fact name={t('agents.reports')}>
            {reports}
            <Link to="/audit" search={{ query: `what:listing.reported target:${agentId}` }}>
              {t('agents.reports_why')}
            </Link>
          </Fact>
        )}
      </dl>
      <footer className={styles.links}>
        {isListed && (
          <>
            <Link to="/marketplace/$agentId" params={{ agentId }}>
              {t('agents.listing')}
            </Link>
            <PortalLink to={`/marketplace/${agentId}`} />
          </>
        )}
        <CommandLine command={muster('agent', isPublic ? 'unpublish' : 'publish', agentId)} />
      </footer>
    </Section>
  )
}

function Listed({ agent: { isPublic, hidden, status } }: { agent: Agent }) {
  if (!isPublic) return <State tone="muted" glyph="ring">{t('agents.unpublished')}</State>
  if (hidden) return <State tone="notice" glyph="cross">{t('agents.hidden')}</State>
  if (status !== 'active') return <State tone="notice" glyph="ring">{t('agents.listed_when_active')}</State>
  return <State tone="good" glyph="dot">{t('agents.public')}</State>
}

/** Whoever only looks has nothing to press here. */
function Actions({ agent: { agentId: id, name, isPublic, hidden } }: { agent: Agent }) {
  const client = useQueryClient()
  const mayChange = useRefusal() === undefined
  const { unhide } = useModeration()
  const publish = useMutation({
    mutationFn: () => call('patch', '/v1/agents/{id}', { path: { id }, body: { isPublic: !isPublic } }),
    onSuccess: () => toast(t(isPublic ? 'agents.done_unpublished' : 'agents.done_published', { name })),
    onError: (error) => toast(error.message, 'danger'),
    onSettled: () => Promise.all([marketKeys.all, keys.agents].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
  if (!mayChange) return null
  return (
    <span className={styles.actions}>
      {hidden && (
        <Button size="small" onPress={() => void unhide({ agentId: id, name })}>
          {t('market.unhide')}
        </Button>
      )}
      <Button size="small" isBusy={publish.isPending} onPress={() => publish.mutate()}>
        {t(isPublic ? 'agents.unpublish' : 'agents.publish')}
      </Button>
    </span>
  )
}
