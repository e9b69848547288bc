import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { keepFilter } from '~/api/job-filter'
import { needsQuery } from '~/api/queries'
import type { Job, JobLink } from '~/api/schema'
import { jobLooks } from '~/kit/looks'
import { ErrorPanel } from '~/kit/Panel'
import { State } from '~/kit/State'
import { t } from '~/messages/t'
import styles from './Needs.module.css'

/** What must be over before this job, and what waits for it; nothing for most jobs. */
export function Needs({ job }: { job: Job }) {
  const { data, error, refetch } = useQuery(needsQuery(job))
  if (!data) return error ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : null
  if (data.needs.length + data.needed_by.length === 0) return null
  return (
    <section className={styles.needs} aria-label={t('needs.title')}>
      <Links title={t('needs.needs')} jobs={data.needs} />
      <Links title={t('needs.needed_by')} jobs={data.needed_by} hasMore={Boolean(data.next_cursor)} />
    </section>
  )
}

function Links({ title, jobs, hasMore = false }: { title: string; jobs: JobLink[]; hasMore?: boolean }) {
  if (jobs.length === 0) return null
  return (
    <div className={styles.row}>
      <h3 className={styles.title}>{title}</h3>
      <ul className={styles.links}>
        {jobs.map((job) => (
          <li key={job.id} className={styles.link}>
            <Link to="/jobs/$jobId" params={{ jobId: job.id }} search={keepFilter}>
              {job.id}
            </Link>
            {job.name && <span className={styles.name}>{job.name}</span>}
            <State {...jobLooks[job.state]}>{t(`job.${job.state}`)}</State>
          </li>
        ))}
        {hasMore && <li>{t('needs.more')}</li>}
      </ul>
    </div>
  )
}
