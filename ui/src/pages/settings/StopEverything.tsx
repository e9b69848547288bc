import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { keys, operationQuery } from '~/api/queries'
import type { StopAsked } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel } from '~/kit/Panel'
import { State } from '~/kit/State'
import { t } from '~/messages/t'
import { providerName, words } from '~/pages/environments/looks'
import styles from './Providers.module.css'

/** Asks first, and then shows of each what its provider has confirmed. */
export function StopEverything({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const stop = useMutation({
    mutationFn: () => call('post', '/v1/cloud/stop-everything', {}),
    onSettled: () => Promise.all([keys.spend, keys.environments].map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
  if (!stop.data) {
    return (
      <Dialog title={t('spending.stop_title')} role="alertdialog" onClose={onClose}>
        <DialogBody>
          <p>{t('spending.stop_body')}</p>
          {stop.error && <ErrorPanel error={stop.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="danger-main" isBusy={stop.isPending} onPress={() => stop.mutate()}>
            {t('spending.stop_confirm')}
          </Button>
        </DialogActions>
      </Dialog>
    )
  }
  const { items, strays } = stop.data
  const close = () => {
    // What has been confirmed since costs nothing any more.
    void client.invalidateQueries({ queryKey: keys.spend })
    onClose()
  }
  return (
    <Dialog title={t('spending.stopping')} onClose={close}>
      <DialogBody>
        {items.length === 0 && <p>{t('spending.stopped_none')}</p>}
        <ul className={styles.stopped} aria-live="polite">
          {items.map((item) => (
            <li key={`${item.what.kind} ${item.what.id}`}>
              <span>{item.what.name}</span>
              <Result item={item} />
            </li>
          ))}
          {strays.map((stray) => (
            <li key={`${stray.provider} ${stray.name}`}>{t('spending.stray', { name: stray.name, provider: providerName(stray.provider) })}</li>
          ))}
        </ul>
      </DialogBody>
      <DialogActions>
        <Button look="main" onPress={close}>
          {t('spending.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Result({ item: { what, operation, problem } }: { item: StopAsked }) {
  const provider = providerName(what.provider)
  const latest = useQuery({ ...operationQuery(operation?.id ?? ''), enabled: operation?.state === 'open' }).data ?? operation
  if (latest?.state === 'done') {
    const said = latest.kind === 'delete' ? t('spending.gone', { provider }) : t('spending.confirmed', { provider })
    return <State tone="good" glyph="dot">{said}</State>
  }
  if (latest?.state === 'open') return <State tone="busy" glyph="dot">{t('spending.waiting', { provider })}</State>
  return (
    <State tone="danger" glyph="cross">
      {[t('spending.refused'), problem ?? words(latest?.reason)].filter(Boolean).join(': ')}
    </State>
  )
}
