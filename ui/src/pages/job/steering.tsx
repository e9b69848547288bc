// How a job waits: held back or not, and before which others.

import type { Job } from '~/api/schema'
import { ActionButton } from '~/hands/ActionButton'
import { useHands } from '~/hands/hands'
import { holdJob, isSteered, prioritiseJob } from '~/hands/jobs'
import { t } from '~/messages/t'

export function HoldButton({ job }: { job: Job }) {
  const hands = useHands()
  if (!isSteered(job)) return null
  return <ActionButton action={holdJob(hands, job)} text={job.hold ? t('job.release') : t('job.hold')} />
}

export function PriorityButton({ job }: { job: Job }) {
  const hands = useHands()
  if (!isSteered(job)) return null
  return <ActionButton action={prioritiseJob(hands, job)} text={t('job.priority_change')} />
}
