// Whether anything is begun at all, and who may change that.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys, queueQuery } from '~/api/queries'
import type { Queue } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import styles from './Queue.module.css'

export function PauseButton() {
  const client = useQueryClient()
  const disabledReason = useRefusal()
  const queue = useQuery(queueQuery).data
  if (!queue || queue.pause) return null
  const press = () =>
    ask({
      title: t('queue.pause_title'),
      body: t('queue.pause_body'),
      confirm: t('queue.pause'),
      field: { label: t('queue.pause_reason'), hint: t('queue.pause_hint') },
      onConfirm: async (reason) => {
        client.setQueryData<Queue>(keys.queue, await call('post', '/v1/queue/pause', { body: { reason } }))
      },
    })
  return (
    <Button disabledReason={disabledReason} onPress={press}>
      {t('queue.pause')}
    </Button>
  )
}

/** By whom it is paused, since when and why, with the way on. */
export function Paused() {
  const client = useQueryClient()
  const disabledReason = useRefusal()
  const pause = useQuery(queueQuery).data?.pause
  const resume = useMutation({
    mutationFn: () => call('post', '/v1/queue/resume', {}),
    onSuccess: (queue) => {
      client.setQueryData<Queue>(keys.queue, queue)
      toast(t('queue.resumed'))
    },
    onError: (error) => toast(error.message, 'danger'),
  })
  if (!pause) return null
  return (
    <div role="status" className={styles.paused}>
      <span>
        <strong>{t('queue.paused')}</strong> {t('queue.paused_by', { by: pause.by, reason: pause.reason })} · <Moment at={pause.at} />
      </span>
      <Button size="small" disabledReason={disabledReason} isBusy={resume.isPending} onPress={() => resume.mutate()}>
        {t('queue.resume')}
      </Button>
    </div>
  )
}
