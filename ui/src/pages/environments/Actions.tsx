import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys } from '~/api/queries'
import type { Environment } from '~/api/schema'
import { Button } from '~/kit/Button'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import styles from './EnvironmentsPage.module.css'

/** What can be done with an environment. */
export function Actions({ environment: { id, name, status, connection } }: { environment: Environment }) {
  const reason = useRefusal()
  const start = useAction(async () => {
    await call('post', '/v1/environments/{id}/start', { path: { id } })
    return t('environments.is_starting', { name })
  })
  const stop = useAction(async () => {
    await call('post', '/v1/environments/{id}/stop', { path: { id } })
    return t('environments.is_stopping', { name })
  })
  const client = useQueryClient()
  const remove = () =>
    ask({
      title: t('environments.delete_title', { name }),
      body: t('environments.delete_body'),
      confirm: t('environments.delete_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/environments/{id}', { path: { id }, query: { force: true } })
        await client.invalidateQueries({ queryKey: keys.environments })
        toast(t('environments.is_deleting', { name }))
      },
    })
  return (
    <span className={styles.actions}>
      {connection && (
        <a className={styles.open} href={connection.web} target="_blank" rel="noreferrer" aria-label={t('environments.open_label', { name })}>
          {t('environments.open')}
        </a>
      )}
      {status === 'running' && (
        <Button size="small" label={t('environments.stop_label', { name })} disabledReason={reason} isBusy={stop.isPending} onPress={() => stop.mutate()}>
          {t('environments.stop')}
        </Button>
      )}
      {(status === 'stopped' || status === 'failed') && (
        <Button size="small" label={t('environments.start_label', { name })} disabledReason={reason} isBusy={start.isPending} onPress={() => start.mutate()}>
          {status === 'failed' ? t('cloud.again') : t('environments.start')}
        </Button>
      )}
      {status !== 'deleting' && (
        <Button size="small" label={t('environments.delete_label', { name })} disabledReason={reason} onPress={remove}>
          {t('environments.delete')}
        </Button>
      )}
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
    onSettled: () => client.invalidateQueries({ queryKey: keys.environments }),
  })
}
