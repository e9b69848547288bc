import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys } from '~/api/queries'
import type { Environment } from '~/api/schema'
import { holdBack, useIsHeld } from '~/hands/held'
import { Button } from '~/kit/Button'
import { OutsideLink } from '~/kit/OutsideLink'
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
  const remove = useRemoval(id, name)
  if (useIsHeld(id)) return null
  return (
    <span className={styles.actions}>
      {connection && (
        <OutsideLink className={styles.open} to={connection.web} label={t('environments.open_label', { name })}>
          {t('environments.open')}
        </OutsideLink>
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

/** Asks, and then leaves a moment to take it back: until that is over nothing has happened. */
function useRemoval(id: string, name: string) {
  const client = useQueryClient()
  const send = async () => {
    try {
      await call('delete', '/v1/environments/{id}', { path: { id }, query: { force: true } })
      toast(t('environments.is_deleting', { name }))
    } catch (error) {
      toast(t('environments.delete_failed', { name, why: (error as Error).message }), 'danger')
    }
    await client.invalidateQueries({ queryKey: keys.environments })
  }
  const request = { method: 'DELETE', path: `/v1/environments/${encodeURIComponent(id)}?force=true` }
  return () =>
    ask({
      title: t('environments.delete_title', { name }),
      body: t('environments.delete_body'),
      confirm: t('environments.delete_confirm'),
      isDangerous: true,
      onConfirm: async () => holdBack({ id, text: t('environments.delete_held', { name }), request, send }),
    })
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
