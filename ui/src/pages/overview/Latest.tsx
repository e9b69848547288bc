import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { jobsQuery } from '~/api/queries'
import type { Job } from '~/api/schema'
import { jobLooks, jobWord } from '~/kit/looks'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './Needs.module.css'
import card from './OverviewPage.module.css'

/** As many as a large screen has room for. */
const MOST = 20

const columns: Column<Job>[] = [
  { id: 'state', title: t('jobs.column_state'), width: '136px', cell: (job) => <State {...jobLooks[job.state]}>{jobWord(job)}</State> },
  {
    id: 'job',
    title: t('jobs.column_job'),
    width: '80px',
    cell: ({ id }) => (
      <Link to="/jobs/$jobId" params={{ jobId: id }} className={styles.id}>
        {id}
      </Link>
    ),
  },
  { id: 'command', title: t('jobs.column_command'), width: 'minmax(0, 1fr)', cell: ({ name, command }) => <span title={command}>{name ?? command}</span> },
  { id: 'worker', title: t('jobs.column_worker'), width: 'minmax(0, 0.4fr)', cell: ({ worker }) => worker?.name ?? '–' },
  { id: 'submitted', title: t('jobs.column_submitted'), width: '92px', isNumber: true, cell: ({ created_at }) => <Moment at={created_at} /> },
]

/** The newest jobs, where the screen has room for more than what is needed. */
export function Latest() {
  const { data, error, refetch } = useInfiniteQuery(jobsQuery({}))
  const jobs = data?.pages[0]?.items.slice(0, MOST)
  return (
    <section className={card.card}>
      <h2 className={card.head}>{t('overview.latest')}</h2>
      <div className={card.body}>
        {error && !jobs && <ErrorPanel error={error} onRetry={() => void refetch()} />}
        {!jobs && !error && <Skeleton rows={6} columns={['90px', '60px', '50%']} />}
        {jobs && <Table label={t('overview.latest')} columns={columns} items={jobs} keyOf={({ id }) => id} isHeadless />}
      </div>
    </section>
  )
}
