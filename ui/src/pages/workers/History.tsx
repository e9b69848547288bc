// What a worker ran, and what was done with it.

import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useMemo } from 'react'
import { writeFilter } from '~/api/job-filter'
import { auditQuery, jobsQuery } from '~/api/queries'
import type { AuditEvent, Job, Worker } from '~/api/schema'
import { jobLooks, jobWord } from '~/kit/looks'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import { Did } from '~/pages/audit/Who'
import { told } from '~/pages/audit/words'
import { Took } from '~/pages/jobs/columns'
import styles from './WorkerPage.module.css'

/** As many as fill a card. */
const FEW = 10

const jobColumns: Column<Job>[] = [
  { id: 'state', title: t('jobs.column_state'), width: '128px', cell: (job) => <State {...jobLooks[job.state]}>{jobWord(job)}</State> },
  { id: 'job', title: t('jobs.column_job'), width: '88px', cell: ({ id }) => <Link to="/jobs/$jobId" params={{ jobId: id }} className={styles.id}>{id}</Link> },
  { id: 'command', title: t('jobs.column_command'), width: 'minmax(0, 1fr)', cell: ({ name, command }) => name ?? command },
  { id: 'began', title: t('attempts.began'), width: '92px', isNumber: true, cell: (job) => <Moment at={job.started_at ?? job.created_at} /> },
  { id: 'took', title: t('jobs.column_took'), width: '72px', isNumber: true, cell: (job) => <Took job={job} /> },
]

const eventColumns: Column<AuditEvent>[] = [
  { id: 'when', title: t('audit.column_when'), width: '92px', cell: ({ at }) => <Moment at={at} /> },
  { id: 'what', title: t('audit.column_what'), width: '148px', cell: ({ action }) => <Did action={action} /> },
  { id: 'who', title: t('audit.column_who'), width: 'minmax(0, 0.7fr)', cell: ({ actor }) => <span title={actor}>{actor}</span> },
  { id: 'detail', title: t('audit.column_detail'), width: 'minmax(0, 1fr)', cell: (event) => <Detail event={event} /> },
]

/** The jobs that it runs or ran last. */
export function JobsHere({ worker: { id } }: { worker: Worker }) {
  const filter = useMemo(() => ({ worker: id }), [id])
  const { data, error, refetch } = useInfiniteQuery(jobsQuery(filter))
  const first = data?.pages[0]
  const here = first?.items.slice(0, FEW) ?? []
  const all = (
    <Link to="/jobs" search={writeFilter(filter)}>
      {t('history.all_jobs', { count: first?.total ?? 0 })}
    </Link>
  )
  return (
    <Section title={t('history.jobs')} action={here.length > 0 && <span className={styles.action}>{all}</span>}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={4} columns={['90px', '70px', '40%']} />}
      {data && here.length === 0 && <p className={styles.intro}>{t('history.no_jobs')}</p>}
      {here.length > 0 && <Table label={t('history.jobs')} columns={jobColumns} items={here} keyOf={(job) => job.id} />}
    </Section>
  )
}

/** Who paused, renamed, labelled or updated it. */
export function DoneWithIt({ worker }: { worker: Worker }) {
  const target = { actor: '', action: '', target: worker.id, from: '', to: '' }
  const { data, error, refetch } = useInfiniteQuery(auditQuery(target))
  // What is done with it changes how it is, and the live stream tells of that.
  const sign = JSON.stringify([worker.name, worker.pause?.at, worker.pause?.take_back_at, worker.update?.asked_at, worker.given_labels])
  // oxlint-disable-next-line react/exhaustive-deps
  useEffect(() => void refetch(), [sign, refetch])
  const events = data?.pages[0]?.items.slice(0, FEW) ?? []
  return (
    <Section title={t('history.done')}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={3} columns={['90px', '120px', '30%']} />}
      {data && events.length === 0 && <p className={styles.intro}>{t('history.nothing_done')}</p>}
      {events.length > 0 && <Table label={t('history.done')} columns={eventColumns} items={events} keyOf={({ id }) => id} />}
    </Section>
  )
}

function Detail({ event }: { event: AuditEvent }) {
  const text = told(event).map(({ name, value }) => `${name}: ${value}`).join(' · ')
  return <span title={text}>{text}</span>
}
