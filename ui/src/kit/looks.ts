// How states look. A new state does not compile until it has a tone, a form and a word.

import { isOver } from '~/api/can'
import type { Attempt, Job, JobState, Worker, WorkerLiveness, WorkerVerdict } from '~/api/schema'
import type { Look } from '~/kit/State'
import { said } from '~/messages/said'
import { type Key, t } from '~/messages/t'

export const jobLooks = {
  blocked: { tone: 'muted', glyph: 'ring' },
  queued: { tone: 'notice', glyph: 'ring' },
  retry_wait: { tone: 'notice', glyph: 'ring' },
  leased: { tone: 'busy', glyph: 'ring' },
  running: { tone: 'busy', glyph: 'dot' },
  succeeded: { tone: 'good', glyph: 'dot' },
  failed: { tone: 'danger', glyph: 'cross' },
  cancelled: { tone: 'muted', glyph: 'cross' },
  timed_out: { tone: 'danger', glyph: 'cross' },
  quarantined: { tone: 'danger', glyph: 'cross' },
} satisfies Record<JobState, Look>

export const livenessLooks = {
  online: { tone: 'good', glyph: 'dot' },
  asleep: { tone: 'asleep', glyph: 'moon' },
  disconnected: { tone: 'notice', glyph: 'dashed' },
  lost: { tone: 'danger', glyph: 'cross' },
} satisfies Record<WorkerLiveness, Look>

/** How a worker is: who is there and paused is called that. */
export function workerLook({ liveness, pause, owner }: Worker): Look & { word: string } {
  if (liveness === 'online' && pause) return { tone: 'notice', glyph: 'ring', word: t('worker.paused') }
  if (liveness === 'online' && owner.closed) return { tone: 'muted', glyph: 'ring', word: t('worker.closed') }
  return { ...livenessLooks[liveness], word: t(`worker.${liveness}`) }
}

export const verdictLooks = {
  ready: { tone: 'good', glyph: 'dot' },
  unfit: { tone: 'muted', glyph: 'cross' },
  asleep: { tone: 'asleep', glyph: 'moon' },
  disconnected: { tone: 'notice', glyph: 'dashed' },
  lost: { tone: 'danger', glyph: 'cross' },
  stopping: { tone: 'notice', glyph: 'dashed' },
  busy: { tone: 'busy', glyph: 'dot' },
  kept: { tone: 'busy', glyph: 'ring' },
  paused: { tone: 'notice', glyph: 'ring' },
  closed: { tone: 'muted', glyph: 'ring' },
} satisfies Record<WorkerVerdict, Look>

export function jobWord({ state, is_cancel_requested }: Pick<Job, 'state' | 'is_cancel_requested'>): string {
  const isCancelling = is_cancel_requested && !isOver(state)
  return isCancelling ? t('job.cancelling') : t(`job.${state}`)
}

export function attemptLook({ state, reason }: Attempt): Look & { word: string } {
  if (state === 'leased') return { tone: 'busy', glyph: 'ring', word: t('attempt.leased') }
  if (state === 'running') return { tone: 'busy', glyph: 'halo', word: t('attempt.running') }
  if (!reason) return { tone: 'good', glyph: 'dot', word: t('attempt.succeeded') }
  const isQuiet = ['cancelled', 'worker_stopped', 'given_back', 'taken_back', 'lost_unclaimed'].includes(reason)
  return { tone: isQuiet ? 'muted' : 'danger', glyph: 'cross', word: t('attempt.ended') }
}

const REASONS: Record<string, Extract<Key, `reason.${string}`>> = {
  exit_code: 'reason.exit_code',
  signal: 'reason.signal',
  time_out: 'reason.time_out',
  not_started: 'reason.not_started',
  cancelled: 'reason.cancelled',
  worker_lost: 'reason.worker_lost',
  lost_unclaimed: 'reason.lost_unclaimed',
  worker_stopped: 'reason.worker_stopped',
  given_back: 'reason.given_back',
  taken_back: 'reason.taken_back',
  reported: 'reason.reported',
  oom_killed: 'reason.oom_killed',
  disk_quota: 'reason.disk_quota',
}

/** Why an attempt did not succeed and what it may have left, in a few words. */
export function attemptReason(attempt: Attempt): string {
  const survivors = attempt.may_survive ? t('attempts.may_survive', { worker: attempt.worker.name }) : ''
  return [failure(attempt), survivors].filter(Boolean).join('; ')
}

/** A newer coordinator's word is shown as it is. */
function failure({ reason, detail, exit_code }: Attempt): string {
  if (!reason) return ''
  const key = REASONS[reason]
  const words = key ? t(key) : reason
  const told = reason === 'exit_code' && exit_code !== null && exit_code !== undefined ? `${words} ${exit_code}` : words
  return detail ? `${told}: ${said(detail)}` : told
}
