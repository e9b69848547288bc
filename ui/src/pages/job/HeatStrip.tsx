import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { memo, type MouseEvent, useState } from 'react'
import { keepFilter } from '~/api/job-filter'
import type { ArrayProgress, Job, JobState } from '~/api/schema'
import { took } from '~/format/time'
import { number } from '~/format/number'
import { jobLooks, jobWord } from '~/kit/looks'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import styles from './HeatStrip.module.css'
import { everyTaskQuery, MOST_TASKS } from './every-task'
import { taskNumbers } from './task-numbers'

const taskAt = ({ target }: MouseEvent): number | undefined => Number((target as HTMLElement).dataset['task']) || undefined

/** A cell for each task, in the order of their numbers: where in the array something is wrong. The list below says the same in words. */
export function HeatStrip({ job, array }: { job: Job; array: ArrayProgress }) {
  const navigate = useNavigate()
  const [pointed, setPointed] = useState<number>()
  const { data } = useQuery({ ...everyTaskQuery(job.id), enabled: array.tasks <= MOST_TASKS })
  if (array.tasks > MOST_TASKS || array.tasks < 2 || !data) return null
  const begun = new Map(data.map((task) => [task.task ?? 0, task]))
  const open = (task: number | undefined) => {
    if (task && begun.has(task)) void navigate({ to: '/jobs/$jobId', params: { jobId: `${job.id}.${task}` }, search: keepFilter })
  }
  return (
    <figure className={styles.strip}>
      <div className={styles.cells} aria-hidden="true" onPointerMove={(event) => setPointed(taskAt(event))} onPointerLeave={() => setPointed(undefined)} onClick={(event) => open(taskAt(event))}>
        {taskNumbers(array.numbers).map((task) => (
          <Cell key={task} task={task} state={begun.get(task)?.state} />
        ))}
      </div>
      <figcaption className={styles.said} aria-hidden="true">
        {pointed === undefined ? t('heat.hint') : said(pointed, begun.get(pointed))}
      </figcaption>
    </figure>
  )
}

const Cell = memo(function Cell({ task, state }: { task: number; state: JobState | undefined }) {
  const look = state && jobLooks[state]
  return <i data-task={task} data-tone={look?.tone} data-glyph={look?.glyph} />
})

function said(number_: number, task: Job | undefined): string {
  const name = t('heat.task', { task: number(number_) })
  if (!task) return `${name} · ${t('job.queued')}`
  const span = task.started_at && task.finished_at && took(task.started_at, task.finished_at)
  return [name, jobWord(task), task.worker?.name, task.state === 'succeeded' || !task.reason ? undefined : saidPlainly(task.reason), span].filter(Boolean).join(' · ')
}
