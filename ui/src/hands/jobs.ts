// What can be done with one job.

import { failedIn } from '~/api/array'
import { call, idempotencyKey } from '~/api/call'
import { isOver, type JobAction, obstacle } from '~/api/can'
import { keepFilter } from '~/api/job-filter'
import type { Job, RerunRequest } from '~/api/schema'
import { copyText } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { applyJob } from '~/live/cache'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { muster } from './command'
import { attempt, type Hands } from './hands'
import { holdBack, isHeld } from './held'
import type { Action } from './registry'
import { saveAsTemplate } from './templates'

export type Target = Pick<Job, 'id' | 'state' | 'is_cancel_requested' | 'array' | 'hold' | 'priority' | 'command' | 'task'>

/** Why not, as far as it can be known here. */
function why(hands: Hands, action: JobAction, job: Target): string | undefined {
  if (action === 'cancel' && isHeld(job.id)) return t('held.asked')
  const found = obstacle(action, job, hands.me)
  return found && t(`obstacle.${found}`)
}

/** Held back for a moment: until then nothing has happened, and it can be taken back. */
export function cancelJob(hands: Hands, job: Target): Action {
  const { id } = job
  const send = async () => {
    try {
      applyJob(hands.client, await call('post', '/v1/jobs/{id}/cancel', { path: { id }, body: {} }))
    } catch (error) {
      toast(t('held.cancel_failed', { job: id, why: (error as Error).message }), 'danger')
    }
  }
  const request = { method: 'POST', path: `/v1/jobs/${encodeURIComponent(id)}/cancel`, headers: { 'content-type': 'application/json' }, body: '{}' }
  const run = () => holdBack({ id, text: t('held.cancel', { job: id }), request, send })
  return { id: 'job_cancel', text: t('action.cancel_one', { job: id }), command: muster('job', 'cancel', id), obstacle: why(hands, 'cancel', job), isDangerous: true, run }
}

/** Submits it again, and goes to the new job. */
export async function rerun({ client, navigate }: Hands, id: string, what: RerunRequest = {}): Promise<void> {
  const job = await call('post', '/v1/jobs/{id}/rerun', { path: { id }, body: what, headers: idempotencyKey() })
  applyJob(client, job)
  toast(t('job.rerun_done', { job: job.id, old: id }))
  await navigate({ to: '/jobs/$jobId', params: { jobId: job.id }, search: keepFilter })
}

export const rerunJob = (hands: Hands, job: Target): Action => ({
  id: 'job_rerun',
  text: t('action.rerun_one', { job: job.id }),
  command: muster('job', 'rerun', job.id),
  obstacle: why(hands, 'rerun', job),
  run: () => attempt(() => rerun(hands, job.id)),
})

/** Of an array, only the tasks that did not succeed. */
export const rerunFailed = (hands: Hands, job: Target): Action => ({
  id: 'job_rerun_failed',
  text: t('action.rerun_failed_one', { job: job.id }),
  command: muster('job', 'rerun', job.id, '--failed-only'),
  obstacle: !job.array || failedIn(job.array) === 0 ? t('obstacle.none_failed') : why(hands, 'rerun', job),
  run: () => attempt(() => rerun(hands, job.id, { failed_only: true })),
})

function told(hands: Hands, changed: Job, text: string): void {
  applyJob(hands.client, changed)
  toast(text)
}

/** A task waits as its array does. */
export const isSteered = (job: Target): boolean => !isOver(job.state) && (job.task ?? undefined) === undefined

export function holdJob(hands: Hands, job: Target): Action {
  const [path, names] = [{ id: job.id }, { job: job.id }]
  const hold = () =>
    ask({
      title: t('job.hold_title', names),
      body: t('job.hold_body'),
      confirm: t('job.hold_confirm'),
      field: { label: t('job.hold_reason'), hint: t('job.hold_reason_hint') },
      onConfirm: async (reason) => told(hands, await call('post', '/v1/jobs/{id}/hold', { path, body: { reason } }), t('job.hold_done', names)),
    })
  const release = () => attempt(async () => told(hands, await call('post', '/v1/jobs/{id}/release', { path }), t('job.release_done', names)))
  return {
    id: 'job_hold',
    text: job.hold ? t('action.release_one', names) : t('action.hold_one', names),
    command: job.hold ? muster('job', 'release', job.id) : muster('job', 'hold', job.id, '--reason', t('action.reason')),
    obstacle: why(hands, 'hold', job),
    run: job.hold ? release : hold,
  }
}

export function prioritiseJob(hands: Hands, job: Target): Action {
  const names = { job: job.id }
  const change = async (text: string) => {
    // What is no number is refused by the coordinator, which says so.
    const priority = text === '' ? Number.NaN : Number(text)
    told(hands, await call('patch', '/v1/jobs/{id}', { path: { id: job.id }, body: { priority } }), t('job.priority_done', names))
  }
  return {
    id: 'job_priority',
    text: t('action.priority_one', names),
    command: muster('job', 'priority', job.id, String(job.priority ?? 0)),
    obstacle: why(hands, 'prioritise', job),
    run: () =>
      ask({
        title: t('job.priority_title', names),
        body: t('job.priority_body'),
        confirm: t('job.priority_confirm'),
        field: { label: t('details.priority'), value: String(job.priority ?? 0) },
        onConfirm: change,
      }),
  }
}

const copyCommand = (job: Target): Action => ({ id: 'job_copy', text: t('action.copy_one', { job: job.id }), run: () => void copyText(job.command) })

const openLog = ({ navigate }: Hands, job: Target): Action => ({
  id: 'job_log',
  text: t('action.log_one', { job: job.id }),
  command: muster('job', 'logs', '-f', job.id),
  run: () => void navigate({ to: '/jobs/$jobId', params: { jobId: job.id }, search: (rest) => ({ ...keepFilter(rest), tab: 'log' as const }) }),
})

/** Everything, the likeliest first; what does not go says why. */
export function jobActions(hands: Hands, job: Target): Action[] {
  const whole = isSteered(job) ? [holdJob(hands, job), prioritiseJob(hands, job)] : []
  const again = job.array ? [rerunJob(hands, job), rerunFailed(hands, job)] : [rerunJob(hands, job)]
  const first = isOver(job.state) ? again : [cancelJob(hands, job), ...again]
  return [...first, ...whole, openLog(hands, job), saveAsTemplate(hands, job), copyCommand(job)]
}
