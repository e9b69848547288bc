// Arrays: how far one is, and which array a task belongs to.

import { jobStates } from './job-filter'
import type { ArrayProgress, Job, JobState } from './schema'

/** How many tasks have begun their life. */
export const begunIn = ({ tasks, waiting }: ArrayProgress): number => tasks - waiting

/** How many tasks are over, in whatever way. */
export const doneIn = ({ tasks, waiting, under_way }: ArrayProgress): number => tasks - waiting - under_way

/** How many went wrong by themselves; what somebody cancelled did not. */
export const failedIn = ({ failed, timed_out, quarantined }: ArrayProgress): number => failed + timed_out + quarantined

/** `job_7` of `job_7.12`; nothing if it is not a task. */
export const arrayOf = (id: string): string | undefined => /^(.+)\.\d+$/.exec(id)?.[1]

export type TaskFilter = 'failed' | 'under_way'

const over = new Set<JobState>(['succeeded', 'failed', 'cancelled', 'timed_out', 'quarantined'])

/** The states that a filter of tasks asks for. */
export const taskStates: Record<TaskFilter, JobState[]> = {
  failed: ['failed', 'timed_out', 'quarantined'],
  under_way: jobStates.filter((state) => !over.has(state)),
}

export const isTaskFilter = (value: unknown): value is TaskFilter => typeof value === 'string' && Object.hasOwn(taskStates, value)

/** Whether what it is to tell is how far it is, and not why it waits. */
export const hasBegun = (job: Job): job is Job & { array: ArrayProgress } => Boolean(job.array) && job.state !== 'queued'
