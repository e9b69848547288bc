// One table for "may I": buttons, menus and the palette ask it. It mirrors the life of a job in muster-core.

import { jobStates } from './job-filter'
import type { Job, JobState, Me } from './schema'

const when = (...states: JobState[]) => new Set(states)

const states = {
  cancel: when('blocked', 'queued', 'retry_wait', 'leased', 'running'),
  hold: when('blocked', 'queued', 'retry_wait', 'leased', 'running'),
  prioritise: when('blocked', 'queued', 'retry_wait', 'leased', 'running'),
  rerun: when(...jobStates),
} satisfies Record<string, ReadonlySet<JobState>>

export type JobAction = keyof typeof states

/** Why not, as far as the console can know it; the coordinator has the last word. */
export type Obstacle = 'read_only' | 'wrong_state' | 'already_asked'

export function obstacle(action: JobAction, job: Pick<Job, 'state' | 'is_cancel_requested'>, me: Me | undefined): Obstacle | undefined {
  if (me && !me.may_change) return 'read_only'
  if (!states[action].has(job.state)) return 'wrong_state'
  if (action === 'cancel' && job.is_cancel_requested) return 'already_asked'
  return undefined
}

export const openStates = [...states.cancel]

export const isOver = (state: JobState): boolean => !states.cancel.has(state)
