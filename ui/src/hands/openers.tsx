// The things that everybody begins with and the one that ends what costs money, as buttons. Who may only look is told so before anything is typed.

import { useRefusal } from '~/api/may'
import type { JobSubmission } from '~/api/schema'
import { Button } from '~/kit/Button'
import { t } from '~/messages/t'
import { openAddWorker, openRunJob, openStopEverything } from '~/shell/overlay'

type Props = { look?: 'main' | 'plain'; size?: 'normal' | 'small' }

export function RunJobButton({ given, look = 'main', size = 'normal' }: Props & { given?: Partial<JobSubmission> }) {
  return (
    <Button look={look} size={size} disabledReason={useRefusal()} onPress={() => openRunJob(given)}>
      {t('jobs.run')}
    </Button>
  )
}

export function AddWorkerButton({ look = 'plain', size = 'normal' }: Props) {
  return (
    <Button look={look} size={size} disabledReason={useRefusal()} onPress={openAddWorker}>
      {t('workers.add')}
    </Button>
  )
}

/** It asks before it does anything. */
export function StopEverythingButton({ size = 'normal' }: Pick<Props, 'size'>) {
  return (
    <Button look="danger" size={size} disabledReason={useRefusal()} onPress={openStopEverything}>
      {t('spending.stop_all')}
    </Button>
  )
}
