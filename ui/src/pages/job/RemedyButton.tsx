// The button that does what helps, wherever a job waits.

import { useQuery } from '@tanstack/react-query'
import { call } from '~/api/call'
import { cloudQuery, explanationQuery, keys, workersQuery } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { ActionButton } from '~/hands/ActionButton'
import { attempt, type Hands, useHands } from '~/hands/hands'
import { want } from '~/hands/wanted'
import { pauseWorker } from '~/hands/workers'
import { Button } from '~/kit/Button'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { type Labels, showValue } from '~/pages/workers/given'
import { openAddWorker, openAddWorkerWith } from '~/shell/overlay'
import { bestRemedy, type Remedy } from './remedies'

/** `gpu`, `zone=eu` */
export const labelWords = (labels: Labels): string =>
  Object.entries(labels)
    .map(([name, value]) => (value === true ? name : `${name}=${showValue(value)}`))
    .join(' ')

/** Whether workers can be had from a provider; no as long as that is not known. */
export const useHasCloud = (): boolean => (useQuery({ ...cloudQuery, retry: false }).data?.workers.length ?? 0) > 0

export async function wake({ client }: Hands, { id, name }: Worker): Promise<void> {
  await call('post', '/v1/workers/{id}/wake', { path: { id } })
  toast(t('cloud.is_waking', { name }))
  await Promise.all([keys.machines, keys.cloudWorker(id), keys.workers].map((queryKey) => client.invalidateQueries({ queryKey })))
}

export function WakeButton({ worker }: { worker: Worker }) {
  const hands = useHands()
  return (
    <Button size="small" label={t('need.wake_label', { worker: worker.name })} disabledReason={hands.readOnly} onPress={() => attempt(() => wake(hands, worker))}>
      {t('cloud.wake')}
    </Button>
  )
}

/** What a waiting job is helped by the soonest. */
export function BestRemedy({ job, reason }: { job: string; reason: string }) {
  const { data } = useQuery({ ...explanationQuery(job, reason), retry: false })
  const workers = useQuery(workersQuery).data?.items ?? []
  return <RemedyButton remedy={bestRemedy(data?.groups ?? [], workers, useHasCloud())} isNamed={false} />
}

/** A label is given to a worker elsewhere; here is what one press does. */
export function RemedyButton({ remedy, isNamed }: { remedy: Remedy; isNamed: boolean }) {
  const hands = useHands()
  if (remedy.kind === 'resume') {
    return <ActionButton action={pauseWorker(hands, remedy.worker)} text={isNamed ? t('workers.resume_label', { worker: remedy.worker.name }) : t('workers.resume')} isNamedInFull />
  }
  if (remedy.kind === 'wake') return <WakeButton worker={remedy.worker} />
  if (remedy.kind === 'label') return null
  if (remedy.kind === 'add_cloud') {
    const order = () => {
      want('cloud_worker')
      void hands.navigate({ to: '/workers' })
    }
    return (
      <Button size="small" disabledReason={hands.readOnly} onPress={order}>
        {t('cloud.add')}
      </Button>
    )
  }
  const { labels } = remedy
  return (
    <Button size="small" disabledReason={hands.readOnly} onPress={() => (labels ? openAddWorkerWith(labels) : openAddWorker())}>
      {labels && isNamed ? t('need.add_with', { labels: labelWords(labels) }) : t('workers.add')}
    </Button>
  )
}
