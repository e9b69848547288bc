// Whether anything is begun at all, and who may change that.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys, queueQuery } from '~/api/queries'
import type { Queue } from '~/api/schema'
import { useMemo } from 'react'
import { ActionButton } from '~/hands/ActionButton'
import { muster } from '~/hands/command'
import { attempt } from '~/hands/hands'
import type { Action } from '~/hands/registry'
import { Button } from '~/kit/Button'
import { Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import styles from './Queue.module.css'

/** Pauses the queue, or has it go on. */
export function useQueueAction(): Action | undefined {
  const client = useQueryClient()
  const obstacle = useRefusal()
  const queue = useQuery(queueQuery).data
  const pause = queue?.pause
  return useMemo(() => {
    if (!queue) return undefined
    const keep = (next: Queue) => client.setQueryData<Queue>(keys.queue, next)
    const pauseIt = () =>
      ask({
        title: t('queue.pause_title'),
        body: t('queue.pause_body'),
        confirm: t('queue.pause'),
        field: { label: t('queue.pause_reason'), hint: t('queue.pause_hint') },
        onConfirm: async (reason) => void keep(await call('post', '/v1/queue/pause', { body: { reason } })),
      })
    const resume = async () => {
      keep(await call('post', '/v1/queue/resume', {}))
      toast(t('queue.resumed'))
    }
    return {
      id: 'pause_queue',
      text: pause ? t('queue.resume_all') : t('queue.pause'),
      command: pause ? muster('queue', 'resume') : muster('queue', 'pause', '--reason', t('action.reason')),
      obstacle,
      run: pause ? () => attempt(resume) : pauseIt,
    }
    // The rest of the queue does not matter here.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [client, obstacle, pause, queue === undefined])
}

export function PauseButton() {
  const action = useQueueAction()
  const isPaused = useQuery(queueQuery).data?.pause
  if (!action || isPaused) return null
  return <ActionButton action={action} text={t('queue.pause')} size="normal" />
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
