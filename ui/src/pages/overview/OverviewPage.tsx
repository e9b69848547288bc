import { useQuery } from '@tanstack/react-query'
import { overviewQuery } from '~/api/queries'
import type { Overview } from '~/api/schema'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { t } from '~/messages/t'
import { openAddWorker, openRunJob } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { Activity } from './Activity'
import { FirstRun } from './FirstRun'
import { Needs } from './Needs'
import styles from './OverviewPage.module.css'
import { StillRunning } from './StillRunning'
import { Tiles } from './Tiles'
import { WorkerCard } from './WorkerCard'

/** Is the fleet well, and what needs a person? */
export default function OverviewPage() {
  const { data, error, refetch } = useQuery(overviewQuery)
  return (
    <>
      <PageHeader title={t('overview.title')}>
        <Button onPress={openAddWorker}>{t('workers.add')}</Button>
        <Button look="main" onPress={() => openRunJob()}>
          {t('jobs.run')}
        </Button>
      </PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {data ? <Content overview={data} /> : !error && <Skeleton rows={8} columns={['22%', '18%', '30%', '12%']} />}
      </div>
    </>
  )
}

function Content({ overview }: { overview: Overview }) {
  return (
    <>
      <StillRunning />
      <Tiles overview={overview} />
      {overview.jobs.total === 0 ? <FirstRun overview={overview} /> : <Activity hours={overview.activity} />}
      <div className={styles.split}>
        <Needs needs={overview.needs_you} />
        <WorkerCard />
      </div>
    </>
  )
}
