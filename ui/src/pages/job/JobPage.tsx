import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { Refused } from '~/api/call'
import { attemptsQuery, jobQuery } from '~/api/queries'
import type { Job } from '~/api/schema'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Tabs } from '~/kit/Tabs'
import { t } from '~/messages/t'
import type { JobTab } from '~/router'
import { Attempts } from './Attempts'
import { Details } from './Details'
import { JobHeader } from './JobHeader'
import styles from './JobPage.module.css'
import { Log } from './Log'
import { WhyItWaits } from './WhyItWaits'

export default function JobPage() {
  const { jobId } = useParams({ from: '/jobs/$jobId' })
  return <JobDetail key={jobId} id={jobId} />
}

function JobDetail({ id }: { id: string }) {
  const { data: job, error, refetch } = useQuery(jobQuery(id))
  return (
    <article className={styles.detail} aria-label={t('job.label', { job: id })}>
      {error && !isUnknown(error) && (
        <div className={styles.notice}>
          <ErrorPanel error={error} isStale={job !== undefined} onRetry={() => void refetch()} />
        </div>
      )}
      {job && <Content job={job} />}
      {!job && error && isUnknown(error) && <Unknown id={id} />}
      {!job && !error && <Skeleton rows={3} columns={['30%', '50%']} />}
    </article>
  )
}

const isUnknown = (error: Error): boolean => error instanceof Refused && ['job_not_found', 'bad_id'].includes(error.problem.error)

function Unknown({ id }: { id: string }) {
  const action = (
    <ButtonLink to="/jobs" search={({ state, search }) => ({ state, search })}>
      {t('job.back')}
    </ButtonLink>
  )
  return <EmptyState title={t('job.unknown', { job: id })} body={t('job.unknown_body')} action={action} />
}

function Content({ job }: { job: Job }) {
  const { tab = 'log', attempt: pinned } = useSearch({ from: '/jobs/$jobId' })
  const attempts = useQuery(attemptsQuery(job.id))
  const navigate = useNavigate()
  const show = (next: JobTab) => void navigate({ to: '.', search: (rest) => ({ ...rest, tab: next }), replace: true })
  // The log's search stands beside the tabs, so that no line of the log is lost to it.
  const [toolsSlot, setToolsSlot] = useState<HTMLElement | null>(null)
  return (
    <>
      <JobHeader job={job} />
      {job.state === 'queued' && <WhyItWaits job={job} />}
      <Tabs
        label={t('job.tabs')}
        value={tab}
        onChange={show}
        aside={<div ref={setToolsSlot} />}
        tabs={[
          { id: 'log', label: t('job.tab_log'), content: <Log job={job} pinned={pinned} toolsSlot={toolsSlot} /> },
          { id: 'attempts', label: t('job.tab_attempts'), count: attempts.data?.length, content: <Attempts query={attempts} /> },
          { id: 'details', label: t('job.tab_details'), content: <Details job={job} /> },
        ]}
      />
    </>
  )
}
