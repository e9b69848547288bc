import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { useRefusal } from '~/api/may'
import { cloudQuery, cloudWorkerQuery, keys } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { microRate } from '~/format/money'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Segments, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CopyButton, Said } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { UpgradeSheet, upgradeIn } from '~/pages/billing/UpgradeSheet'
import { fullPrice, OldPrices, offeredPrice, placeOf, providerName, Standing, words } from '~/pages/environments/looks'
import { Operations } from '~/pages/environments/Operations'
import { Fact } from '~/pages/job/Details'
import styles from './WorkerPage.module.css'

/** Offers a cloud worker where a provider is set up. */
export function AddCloudWorker() {
  const offer = useQuery(cloudQuery).data
  const [isOpen, setOpen] = useForm('cloud_worker')
  const refusal = useRefusal()
  if (!offer || offer.workers.length === 0) return null
  return (
    <>
      <Button disabledReason={refusal} onPress={() => setOpen(true)}>
        {t('cloud.add')}
      </Button>
      {isOpen && <Order onClose={() => setOpen(false)} />}
    </>
  )
}

function Order({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const offer = useQuery(cloudQuery).data
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string>()
  const [key, setKey] = useState(idempotencyKey)
  const [isTried, setTried] = useState(false)
  const provider = chosen ?? offer?.default_provider ?? offer?.workers[0]?.provider ?? ''
  const order = useMutation({
    mutationFn: () => call('post', '/v1/workers', { body: { name: name.trim(), destination: 'cloud', provider }, headers: key }),
    onSuccess: async ({ worker }) => {
      await client.invalidateQueries({ queryKey: keys.workers })
      toast(t('cloud.ordered', { name: worker.name }))
      onClose()
    },
    onError: () => setKey(idempotencyKey()),
  })
  const submit = () => {
    setTried(true)
    if (name.trim() !== '') order.mutate()
  }
  const upgrade = upgradeIn(order.error)
  if (upgrade) return <UpgradeSheet upgrade={upgrade} action={t('billing.action_worker', { name: name.trim() })} onContinue={() => order.mutate()} onClose={onClose} />
  const choices = offer?.workers.map((one) => ({ id: one.provider, label: providerName(one.provider) })) ?? []
  const offered = offer?.workers.find((one) => one.provider === provider)
  return (
    <Dialog title={t('cloud.add_title')} onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <p>{t('cloud.add_body')}</p>
          <TextField label={t('cloud.add_name')} value={name} onChange={setName} error={isTried && name.trim() === '' ? t('kit.missing') : undefined} autoFocus />
          <Segments label={t('cloud.add_provider')} value={provider} onChange={setChosen} choices={choices} />
          <p>
            {t('cloud.add_price')}: <strong>{offeredPrice(offered?.price_per_hour, offered?.prices_as_of)}</strong>
          </p>
          <OldPrices day={offered?.prices_as_of} />
          {order.error && <ErrorPanel error={order.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={order.isPending}>
            {offered?.price_per_hour ? t('cloud.add_confirm_price', { rate: microRate(offered.price_per_hour) }) : t('workers.add')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}

/** The machine of a cloud worker at its provider. */
export function Machine({ worker: { id, name, version } }: { worker: Worker }) {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(cloudWorkerQuery(id))
  const reason = useRefusal()
  const act = useMutation({
    mutationFn: (verb: 'stop' | 'wake') => (verb === 'stop' ? call('post', '/v1/workers/{id}/stop', { path: { id }, body: {} }) : call('post', '/v1/workers/{id}/wake', { path: { id } })),
    onSuccess: (_, verb) => toast(verb === 'stop' ? t('cloud.is_stopping', { name }) : t('cloud.is_waking', { name })),
    onError: (refused) => toast(refused.message, 'danger'),
    onSettled: () => client.invalidateQueries({ queryKey: keys.cloudWorker(id) }),
  })
  const status = data?.instance?.status
  // One that was never there has nothing that could be woken.
  const hasFailed = status === 'failed' && version === null
  const button = (verb: 'stop' | 'wake') => (
    <Button size="small" disabledReason={reason} isBusy={act.isPending} onPress={() => act.mutate(verb)}>
      {verb === 'stop' ? t('cloud.stop') : t('cloud.wake')}
    </Button>
  )
  const actionFor = () => {
    if (hasFailed) return <TryAgain id={id} name={name} provider={data?.instance?.provider} />
    if (status === 'healthy') return button('stop')
    return status === 'stopped' || status === 'failed' ? button('wake') : undefined
  }
  return (
    <>
      <Section title={t('cloud.machine')} action={actionFor()}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {data?.instance && (
          <dl className={styles.facts}>
            <Fact name={t('environments.column_state')}>
              <Standing status={data.instance.status} />
              {data.worker.reason && <span className={styles.soft}>{words(data.worker.reason)}</span>}
              {data.worker.said && <span className={styles.soft}><Said text={data.worker.said} /></span>}
              {hasFailed && <span className={styles.soft}>{t('cloud.again_body')}</span>}
            </Fact>
            <Fact name={t('cloud.provider')}>{placeOf(data.instance.provider, data.instance.region)}</Fact>
            <Fact name={t('environments.column_price')}>{fullPrice(data.worker.pricePerHour)}</Fact>
            {data.worker.stops && (
              <Fact name={t('cloud.stops')}>
                {data.worker.stops.afterIdleMinutes ? t('environments.stops_after', { minutes: data.worker.stops.afterIdleMinutes }) : null}
                {data.worker.stops.says && <span className={styles.soft}><Said text={data.worker.stops.says} /></span>}
              </Fact>
            )}
            {data.instance.url && (
              <Fact name={t('cloud.address')}>
                <code>{data.instance.url}</code>
                <CopyButton text={data.instance.url} />
              </Fact>
            )}
          </dl>
        )}
      </Section>
      <Operations resource={id} />
    </>
  )
}

/** Orders another one in the place of one that never came up. */
function TryAgain({ id, name, provider }: { id: string; name: string; provider: string | undefined }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const reason = useRefusal()
  const [key, setKey] = useState(idempotencyKey)
  const again = useMutation({
    mutationFn: async () => {
      const body = { name, destination: 'cloud' as const, provider: provider ?? null }
      const { worker } = await call('post', '/v1/workers', { body, headers: key })
      await call('delete', '/v1/workers/{id}', { path: { id } })
      return worker
    },
    onSuccess: async (worker) => {
      await client.invalidateQueries({ queryKey: keys.workers })
      toast(t('cloud.ordered', { name }))
      await navigate({ to: '/workers/$workerId', params: { workerId: worker.id } })
    },
    onError: (refused) => {
      setKey(idempotencyKey())
      toast(refused.message, 'danger')
    },
  })
  return (
    <Button size="small" disabledReason={reason} isBusy={again.isPending} onPress={() => again.mutate()}>
      {t('cloud.again')}
    </Button>
  )
}
