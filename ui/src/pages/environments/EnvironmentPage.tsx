import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Refused } from '~/api/call'
import { environmentQuery } from '~/api/queries'
import type { Environment } from '~/api/schema'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CopyButton, Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import { PageHeader } from '~/shell/PageHeader'
import { Actions } from './Actions'
import { size } from './EnvironmentsPage'
import { fullPrice, placeOf, Standing, words } from './looks'
import { Operations } from './Operations'
import { Terminal } from './Terminal'
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
        {data && !isUnknown && (
          <Section title={t('environments.one')} action={<Actions environment={data} />}>
            <Facts environment={data} />
          </Section>
        )}
        {data && !isUnknown && <Terminal key={data.id} environment={data} />}
        <Operations resource={environmentId} />
      </div>
    </>
  )
}

function Facts({ environment }: { environment: Environment }) {
  const { id, reason, said, provider, region, image, image_digest, connection, price_per_hour, activity, stops, created_at, created_by } = environment
  return (
    <dl className={styles.facts}>
      <Fact name={t('environments.column_state')}>
        <Standing status={environment.status} />
        {reason && <span className={styles.soft}>{words(reason)}</span>}
        {said && <span className={styles.soft}>{said}</span>}
      </Fact>
      <Fact name={t('environments.column_region')}>{placeOf(provider, region)}</Fact>
      {connection && (
        <Fact name={t('environments.reached_at')}>
          <code>{connection.web}</code>
          <CopyButton text={connection.web} />
        </Fact>
      )}
      <Fact name={t('environments.column_size')}>{size(environment)}</Fact>
      <Fact name={t('environments.column_price')}>{fullPrice(price_per_hour)}</Fact>
      <Fact name={t('environments.image')}>
        <code>{image}</code>
      </Fact>
      {image_digest && (
        <Fact name={t('environments.digest')}>
          <code>{image_digest}</code>
        </Fact>
      )}
      <Fact name={t('environments.used')}>{activity.active_at ? <Moment at={activity.active_at} /> : t('environments.never_used')}</Fact>
      {stops && (
        <Fact name={t('environments.stops')}>
          {t('environments.stops_after', { minutes: stops.after_idle_minutes })}
          {stops.says && <span className={styles.soft}>{stops.says}</span>}
        </Fact>
      )}
      <Fact name={t('environments.made')}>
        <Moment at={created_at} />
        <span className={styles.soft}>{t('environments.made_by', { name: created_by })}</span>
      </Fact>
      <Fact name={t('environments.id')}>
        <code>{id}</code>
        <CopyButton text={id} />
      </Fact>
    </dl>
  )
}
