// How a job waits: held back or not, and before which others.

import { useQueryClient } from '@tanstack/react-query'
import { arrayOf } from '~/api/array'
import { call } from '~/api/call'
import { isOver } from '~/api/can'
import { keys } from '~/api/queries'
import type { Job } from '~/api/schema'
import { Button } from '~/kit/Button'
import { toast } from '~/kit/toasts'
import { newerJob } from '~/live/newer'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { useReason } from './actions'

/** A task waits as its array does. */
const isSteered = (job: Job): boolean => !isOver(job.state) && !arrayOf(job.id)

function useTold() {
  const client = useQueryClient()
  return (changed: Job, text: string) => {
    client.setQueryData<Job>(keys.job(changed.id), (known) => newerJob(known, changed))
    toast(text)
  }
}

export function HoldButton({ job }: { job: Job }) {
  const told = useTold()
  const disabledReason = useReason('hold', job)
  if (!isSteered(job)) return null
  const [path, names] = [{ id: job.id }, { job: job.id }]
  const hold = () =>
    ask({
      title: t('job.hold_title', names),
      body: t('job.hold_body'),
      confirm: t('job.hold_confirm'),
      field: { label: t('job.hold_reason'), hint: t('job.hold_reason_hint') },
      onConfirm: async (reason) => told(await call('post', '/v1/jobs/{id}/hold', { path, body: { reason } }), t('job.hold_done', names)),
    })
  const release = () =>
    call('post', '/v1/jobs/{id}/release', { path }).then(
      (changed) => told(changed, t('job.release_done', names)),
      (error: Error) => toast(error.message, 'danger'),
    )
  return (
    <Button size="small" disabledReason={disabledReason} onPress={job.hold ? () => void release() : hold}>
      {job.hold ? t('job.release') : t('job.hold')}
    </Button>
  )
}

export function PriorityButton({ job }: { job: Job }) {
  const told = useTold()
  const disabledReason = useReason('prioritise', job)
  if (!isSteered(job)) return null
  const change = () =>
    ask({
      title: t('job.priority_title', { job: job.id }),
      body: t('job.priority_body'),
      confirm: t('job.priority_confirm'),
      field: { label: t('details.priority'), value: String(job.priority ?? 0) },
      onConfirm: async (text) => {
        // What is no number is refused by the coordinator, which says so.
        const priority = text === '' ? Number.NaN : Number(text)
        told(await call('patch', '/v1/jobs/{id}', { path: { id: job.id }, body: { priority } }), t('job.priority_done', { job: job.id }))
      },
    })
  return (
    <Button size="small" disabledReason={disabledReason} onPress={change}>
      {t('job.priority_change')}
    </Button>
  )
}
