// What can be done with a job, for its page, the overview and whoever else shows one.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { call, idempotencyKey } from '~/api/call'
import { isOver, obstacle, type JobAction } from '~/api/can'
import { failedIn } from '~/api/array'
import { keys, meQuery } from '~/api/queries'
import type { Job, RerunRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { toast } from '~/kit/toasts'
import { newerJob } from '~/live/newer'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'

type Target = Pick<Job, 'id' | 'state' | 'is_cancel_requested' | 'array'>

export function useReason(action: JobAction, job: Target): string | undefined {
  const me = useQuery(meQuery).data
  const why = obstacle(action, job, me)
  return why && t(`obstacle.${why}`)
}

export function useRerun() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (id: string, what: RerunRequest = {}) => {
    try {
      const job = await call('post', '/v1/jobs/{id}/rerun', { path: { id }, body: what, headers: idempotencyKey() })
      client.setQueryData<Job>(keys.job(job.id), (known) => newerJob(known, job))
      toast(t('job.rerun_done', { job: job.id, old: id }))
      await navigate({ to: '/jobs/$jobId', params: { jobId: job.id }, search: ({ state, search, batch, label }) => ({ state, search, batch, label }) })
    } catch (error) {
      toast((error as Error).message, 'danger')
    }
  }
}

export function RerunButton({ job }: { job: Target }) {
  const rerun = useRerun()
  return (
    <Button size="small" disabledReason={useReason('rerun', job)} onPress={() => void rerun(job.id)}>
      {t('job.rerun')}
    </Button>
  )
}

/** Of an array, only the tasks that did not succeed. */
export function RerunFailedButton({ job }: { job: Target }) {
  const rerun = useRerun()
  const reason = useReason('rerun', job)
  if (!job.array || failedIn(job.array) === 0) return null
  return (
    <Button size="small" disabledReason={reason} onPress={() => void rerun(job.id, { failed_only: true })}>
      {t('job.rerun_failed')}
    </Button>
  )
}

export function CancelButton({ job }: { job: Target }) {
  const client = useQueryClient()
  const reason = useReason('cancel', job)
  if (isOver(job.state)) return null
  const press = () =>
    ask({
      title: t('job.cancel_title', { job: job.id }),
      body: whatCancelDoes(job),
      confirm: t('job.cancel_confirm'),
      keep: t('job.cancel_keep'),
      isDangerous: true,
      onConfirm: async () => {
        const changed = await call('post', '/v1/jobs/{id}/cancel', { path: { id: job.id }, body: {} })
        client.setQueryData<Job>(keys.job(job.id), (known) => newerJob(known, changed))
        toast(t('job.cancel_done', { job: job.id }))
      },
    })
  return (
    <Button size="small" look="danger" disabledReason={reason} onPress={press}>
      {t('job.cancel')}
    </Button>
  )
}

function whatCancelDoes({ array, state }: Target): string {
  if (state !== 'running' && state !== 'leased') return t('job.cancel_body_waiting')
  return array ? t('job.cancel_body_array') : t('job.cancel_body_running')
}
