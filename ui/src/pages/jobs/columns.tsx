// The columns of the list of jobs: all of them when it has the page to itself, the essential ones beside an open job.

import { hasBegun } from '~/api/array'
import type { ArrayProgress, Job } from '~/api/schema'
import { jobLooks } from '~/kit/looks'
import { CellStrip } from '~/kit/Meter'
import type { Column } from '~/kit/Table'
import { Moment, Said } from '~/kit/Text'
import { soFar, took as tookSpan } from '~/format/time'
import { useTold } from '~/format/now'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { JobStanding } from '~/pages/job/JobStanding'
import { partsOf } from '~/pages/job/TaskBar'
import styles from './columns.module.css'
import { JobLink } from './JobList'
import { LabelChips } from './Labels'
import { toldProgress } from './progress'

const state: Column<Job> = {
  id: 'state',
  title: t('jobs.column_state'),
  // The longest state, in the language that has it.
  width: '120px',
  cell: (job) => <JobStanding job={job} />,
}

const id: Column<Job> = {
  id: 'job',
  title: t('jobs.column_job'),
  width: '88px',
  cell: (job, isReachable) => <JobLink id={job.id} isReachable={isReachable} />,
}

/** Nobody runs what waits, so the reason has the room of the worker. */
const command: Column<Job> = {
  id: 'command',
  title: t('jobs.column_command'),
  width: 'minmax(140px, 1fr)',
  span: (job) => (whyItStands(job) === undefined ? 1 : 2),
  cell: (job) => <Command job={job} />,
}

/** Beside an open job there is no room for labels. */
const labelled: Column<Job> = {
  ...command,
  cell: (job) => <Command job={job} hasLabels />,
}

const worker = (width: string): Column<Job> => ({
  id: 'worker',
  title: t('jobs.column_worker'),
  width,
  cell: (job) => job.worker?.name ?? <Nobody />,
})

const submitted: Column<Job> = {
  id: 'submitted',
  title: t('jobs.column_submitted'),
  width: '110px',
  isNumber: true,
  cell: (job) => <Moment at={job.created_at} />,
}

const took: Column<Job> = {
  id: 'took',
  title: t('jobs.column_took'),
  width: '72px',
  isNumber: true,
  cell: (job) => <Took job={job} />,
}

export const manyColumns = [state, id, labelled, worker('150px'), submitted, took]
export const fewColumns = [state, { ...id, width: '76px' }, { ...command, width: 'minmax(104px, 1fr)' }, worker('72px'), { ...took, width: '60px' }]

const waits = (job: Job): boolean => ['blocked', 'queued', 'retry_wait'].includes(job.state) && !hasBegun(job) && !job.worker

/** One that runs has a reason only while its worker is away. */
const whyItStands = (job: Job): string | undefined =>
  waits(job) || (job.state === 'running' && !job.is_cancel_requested) ? (job.reason ?? undefined) : undefined

/** What it is called or does, and, while it gets no further, why; of an array that has begun, how far it is. */
function Command({ job, hasLabels = false }: { job: Job; hasLabels?: boolean }) {
  if (hasBegun(job)) return <ArrayCommand job={job} array={job.array} hasLabels={hasLabels} />
  const why = whyItStands(job)
  const what = (
    <>
      {job.name ?? job.command}
      {hasLabels && <LabelChips job={job} />}
    </>
  )
  if (why === undefined) return <span title={job.command}>{what}</span>
  return (
    <span className={styles.room}>
      <span className={styles.waiting}>
        <span className={styles.command} title={job.command}>
          {what}
        </span>
        <span className={styles.why} data-tone={jobLooks[job.state].tone} title={saidPlainly(why)}>
          <Said text={why} />
        </span>
      </span>
    </span>
  )
}

/** Where there is no room for the sentence, the strip says it. */
function ArrayCommand({ job, array, hasLabels }: { job: Job; array: ArrayProgress; hasLabels: boolean }) {
  const told = toldProgress(array)
  return (
    <span className={styles.array} title={`${job.command} · ${told}`}>
      <span className={styles.command}>
        {job.name ?? job.command}
        {hasLabels && <LabelChips job={job} />}
      </span>
      <span className={styles.meter}>
        <CellStrip parts={partsOf(array)} total={array.tasks} label={told} isShort={!hasLabels} />
      </span>
      <span className={styles.progress} aria-hidden="true">
        {told}
      </span>
    </span>
  )
}

function Nobody() {
  return (
    <span className={styles.faint}>
      <span aria-hidden="true">–</span>
      <span className="unseen">{t('jobs.no_worker')}</span>
    </span>
  )
}

/** How long it ran; while it waits, how long it has waited. What never ran took nothing. */
export function Took({ job }: { job: Job }) {
  if (job.finished_at && !job.started_at && !hasBegun(job)) return <span className={styles.faint}>–</span>
  const from = job.started_at ?? job.created_at
  return job.finished_at ? tookSpan(from, job.finished_at) : <Running from={from} />
}

function Running({ from }: { from: string }) {
  return useTold((now) => soFar(from, now))
}
