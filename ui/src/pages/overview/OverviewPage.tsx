import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '~/api/queries'
import type { Overview } from '~/api/schema'
import { clock } from '~/format/time'
import { AddWorkerButton, RunJobButton } from '~/hands/openers'
import { useIsLarge } from '~/kit/media'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { useConnection } from '~/live'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { FirstSteps } from './FirstSteps'
import { Latest } from './Latest'
import { Needs } from './Needs'
import styles from './OverviewPage.module.css'
import { StillRunning } from './StillRunning'
import { Tiles } from './Tiles'
import { Timeline } from './timeline/Timeline'
import { WorkerCard } from './WorkerCard'

/** Is the fleet well, and what needs a person? */
export default function OverviewPage() {
  const { data, error, refetch, dataUpdatedAt } = useQuery(overviewQuery)
  const isAway = useConnection().phase === 'waiting'
  return (
    <>
      <PageHeader title={t('overview.title')}>
        <AddWorkerButton />
        <RunJobButton />
      </PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {data && isAway && !error && (
          <p className={styles.past} role="status">
            <State tone="notice" glyph="dashed">{t('overview.past', { at: clock(dataUpdatedAt) })}</State>
          </p>
        )}
        {data ? <Content overview={data} /> : !error && <Skeleton rows={8} columns={['22%', '18%', '30%', '12%']} />}
      </div>
    </>
  )
}

/** Until the first job has been run; later it is found in the palette. */
function FirstStepsCard() {
  return (
    <section className={styles.card} aria-label={t('first.title')}>
      <h2 className={styles.head}>{t('first.title')}</h2>
      <FirstSteps />
    </section>
  )
}

function Content({ overview }: { overview: Overview }) {
  // Before the first job there is nothing that could need a person.
  const isNew = overview.jobs.total === 0
  const isLarge = useIsLarge()
  return (
    <>
      <StillRunning />
      <Tiles overview={overview} />
      {isNew ? <FirstStepsCard /> : <Timeline />}
      {(!isNew || overview.needs_you.length > 0) && (
        <div className={styles.split}>
          <Needs needs={overview.needs_you} />
          {isLarge && !isNew && <Latest />}
          <WorkerCard />
        </div>
      )}
    </>
  )
}
