import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import { Refused } from '~/api/call'
import { environmentQuery } from '~/api/queries'
import type { Environment } from '~/api/schema'
import { environmentActions } from '~/hands/environments'
import { useHands } from '~/hands/hands'
import { useIsHeld } from '~/hands/held'
import { useOffer } from '~/hands/registry'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { PageActions } from './Actions'
import { Facts } from './Facts'
import { isMoving } from './looks'
import { Logs } from './Logs'
import { Operations } from './Operations'
import { Terminal } from './Terminal'
import { Variables } from './Variables'
import { WaysIn } from './WaysIn'
import styles from './EnvironmentsPage.module.css'

/** One environment: how it is, and what is being done about it. */
export default function EnvironmentPage() {
  const { environmentId } = useParams({ from: '/environments/$environmentId' })
  const { data, error, refetch } = useQuery(environmentQuery(environmentId))
  const isUnknown = error instanceof Refused && error.problem.error === 'environment_not_found'
  return (
    <>
      <PageHeader title={data?.name ?? t('environments.one')}>
        <ButtonLink to="/environments">{t('environments.back')}</ButtonLink>
      </PageHeader>
      <div className={styles.detail}>
        {isUnknown && <EmptyState title={t('environments.unknown')} body={t('environments.unknown_body')} />}
        {error && !isUnknown && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={6} columns={['20%', '40%']} />}
        {data && !isUnknown && <Content key={data.id} environment={data} />}
        {(!data || isUnknown) && <Operations resource={environmentId} />}
      </div>
    </>
  )
}

function Content({ environment }: { environment: Environment }) {
  const hands = useHands()
  const isAsked = useIsHeld(environment.id)
  // oxlint-disable-next-line react/exhaustive-deps
  useOffer(useMemo(() => environmentActions(hands, environment), [hands, environment, isAsked]))
  const log = <Logs key="log" environment={environment} />
  const operations = <Operations key="operations" resource={environment.id} />
  return (
    <>
      <div className={styles.columns}>
        <div className={styles.column}>
          <Section title={t('environments.one')} action={<PageActions environment={environment} />}>
            <Facts environment={environment} />
          </Section>
        </div>
        <div className={styles.column}>
          <WaysIn environment={environment} />
        </div>
      </div>
      <Terminal environment={environment} />
      {isMoving(environment.status) ? [operations, log] : [log, operations]}
      <Variables environment={environment} />
    </>
  )
}
