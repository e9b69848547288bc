import { useInfiniteQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { type JobFilter, readFilter, writeFilter } from '~/api/job-filter'
import { jobsQuery } from '~/api/queries'
import { Button } from '~/kit/Button'
import { t } from '~/messages/t'
import { openRunJob } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { Filters } from './Filters'
import { CancelMatching } from './CancelMatching'
import { ExportButton } from './ExportButton'
import { JobList } from './JobList'
import styles from './JobsPage.module.css'
import { PauseButton, Paused } from './Queue'
import { QueryBox } from './QueryBox'

/** The list, and beside it the job that is open. */
export default function JobsPage() {
  const { state, search, batch, label } = useSearch({ from: '/jobs' })
  const filter = useMemo(() => readFilter({ state, search, batch, label }), [state, search, batch, label])
  const opened = useParams({ strict: false }).jobId
  const total = useInfiniteQuery(jobsQuery(filter)).data?.pages[0]?.total
  const navigate = useNavigate()
  const show = (next: JobFilter) => void navigate({ to: '.', search: ({ tab, attempt }) => ({ ...writeFilter(next), tab, attempt }), replace: true })
  return (
    <>
      <PageHeader title={t('jobs.title')} query={<QueryBox filter={filter} total={total} onChange={show} />}>
        <PauseButton />
        <Button look="main" onPress={() => openRunJob()}>
          {t('jobs.run')}
        </Button>
      </PageHeader>
      <div className={styles.split} data-open={opened !== undefined || undefined}>
        <section className={styles.list} aria-label={t('jobs.title')}>
          <Paused />
          <div className={styles.bar}>
            <Filters filter={filter} />
            <div className={styles.actions}>
              <CancelMatching filter={filter} />
              {total !== undefined && total > 0 && <ExportButton filter={filter} total={total} />}
            </div>
          </div>
          <JobList filter={filter} opened={opened} />
        </section>
        <Outlet />
      </div>
    </>
  )
}
