// The buttons of a worker's row.

import { useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { Button } from '~/kit/Button'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask, openPauseWorker } from '~/shell/overlay'
import styles from './WorkersPage.module.css'

export function Steering({ worker }: { worker: Worker }) {
  return (
    <span className={styles.steering}>
      <PauseButton worker={worker} />
      <RenameButton worker={worker} />
      <RemoveButton worker={worker} />
    </span>
  )
}

/** Says what was done, and has the list show it. */
export function useTold() {
  const client = useQueryClient()
  return async (text: string) => {
    await client.invalidateQueries({ queryKey: keys.workers })
    toast(text)
  }
}

function PauseButton({ worker }: { worker: Worker }) {
  const [told, disabledReason] = [useTold(), useRefusal()]
  const resume = () =>
    call('post', '/v1/workers/{id}/resume', { path: { id: worker.id } }).then(
      () => told(t('workers.resume_done', { worker: worker.name })),
      (error: Error) => toast(error.message, 'danger'),
    )
  return (
    <Button
      size="small"
      label={t(worker.pause ? 'workers.resume_label' : 'workers.pause_label', { worker: worker.name })}
      disabledReason={disabledReason}
      onPress={worker.pause ? () => void resume() : () => openPauseWorker(worker)}
    >
      {t(worker.pause ? 'workers.resume' : 'workers.pause')}
    </Button>
  )
}

function RenameButton({ worker }: { worker: Worker }) {
  const [told, disabledReason] = [useTold(), useRefusal()]
  const press = () =>
    ask({
      title: t('workers.rename_title', { worker: worker.name }),
      body: t('workers.rename_body'),
      confirm: t('workers.rename_confirm'),
      field: { label: t('workers.column_name'), value: worker.name },
      onConfirm: async (name) => {
        await call('patch', '/v1/workers/{id}', { path: { id: worker.id }, body: { name } })
        await told(t('workers.rename_done', { worker: name }))
      },
    })
  return (
    <Button size="small" label={t('workers.rename_label', { worker: worker.name })} disabledReason={disabledReason} onPress={press}>
      {t('workers.rename')}
    </Button>
  )
}

function RemoveButton({ worker }: { worker: Worker }) {
  const [told, readOnly] = [useTold(), useRefusal()]
  const reason = readOnly ?? (worker.is_this_machine ? t('workers.remove_this') : undefined)
  const press = () =>
    ask({
      title: t('workers.remove_title', { worker: worker.name }),
      body: (
        <>
          <p>{t('workers.remove_body')}</p>
          {worker.busy_slots > 0 && <p>{t('workers.remove_busy', { count: worker.busy_slots })}</p>}
        </>
      ),
      confirm: t('workers.remove_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/workers/{id}', { path: { id: worker.id } })
        await told(t('workers.remove_done', { worker: worker.name }))
      },
    })
  return (
    <Button size="small" label={t('workers.remove_label', { worker: worker.name })} disabledReason={reason} onPress={press}>
      {t('workers.remove')}
    </Button>
  )
}
