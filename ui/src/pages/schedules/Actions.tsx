import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys } from '~/api/queries'
import type { Schedule } from '~/api/schema'
import { Button } from '~/kit/Button'
import { MoreMenu } from '~/kit/Menu'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { ScheduleForm } from './ScheduleForm'
import styles from './SchedulesPage.module.css'

/** What can be done with a schedule: what is needed most where somebody points, and all behind a button. */
export function Actions({ schedule, isShort = false }: { schedule: Schedule; isShort?: boolean }) {
  const { name, state } = schedule
  const [isEdited, setEdited] = useState(false)
  const obstacle = useRefusal()
  const run = useAction(async () => {
    const job = await call('post', '/v1/schedules/{name}/run', { path: { name }, headers: idempotencyKey() })
    return t('schedules.was_run', { job: job.id, name })
  })
  const pause = useAction(async () => {
    await call('post', '/v1/schedules/{name}/pause', { path: { name }, body: {} })
    return t('schedules.was_paused', { name })
  })
  const resume = useAction(async () => {
    await call('post', '/v1/schedules/{name}/resume', { path: { name } })
    return t('schedules.was_resumed', { name })
  })
  const client = useQueryClient()
  const remove = () =>
    ask({
      title: t('schedules.delete_title', { name }),
      body: t('schedules.delete_body'),
      confirm: t('schedules.delete_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/schedules/{name}', { path: { name } })
        await client.invalidateQueries({ queryKey: keys.schedules })
        toast(t('schedules.deleted', { name }))
      },
    })
  const entries = [
    { id: 'run', text: t('schedules.run'), obstacle, run: () => run.mutate() },
    state === 'active'
      ? { id: 'pause', text: t('schedules.pause'), obstacle, run: () => pause.mutate() }
      : { id: 'resume', text: t('schedules.resume'), obstacle, run: () => resume.mutate() },
    { id: 'edit', text: t('schedules.edit'), obstacle, run: () => setEdited(true) },
    { id: 'delete', text: t('schedules.delete'), obstacle, isDangerous: true, run: remove },
  ]
  return (
    <span className={styles.actions}>
      {!isShort && (
        <span data-when-wanted>
          <Button size="small" label={t('schedules.run_label', { name })} disabledReason={obstacle} isBusy={run.isPending} onPress={() => run.mutate()}>
            {t('schedules.run')}
          </Button>
        </span>
      )}
      <MoreMenu label={t('schedules.more', { name })} entries={entries} />
      {isEdited && <ScheduleForm schedule={schedule} onClose={() => setEdited(false)} />}
    </span>
  )
}

/** Does something, says what was done or why not, and reads the list again. */
function useAction(act: () => Promise<string>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (said) => toast(said),
    onError: (error) => toast(error.message, 'danger'),
    onSettled: () => client.invalidateQueries({ queryKey: keys.schedules }),
  })
}
