// The buttons of a job, for its page, the overview and whoever else shows one.

import { failedIn } from '~/api/array'
import { isOver } from '~/api/can'
import { ActionButton } from '~/hands/ActionButton'
import { attempt, useHands } from '~/hands/hands'
import { useIsHeld } from '~/hands/held'
import { cancelJob, rerun, rerunFailed, rerunJob, type Target } from '~/hands/jobs'
import { t } from '~/messages/t'

export function useRerun() {
  const hands = useHands()
  return (id: string) => attempt(() => rerun(hands, id))
}

export const RerunButton = ({ job }: { job: Target }) => <ActionButton action={rerunJob(useHands(), job)} text={t('job.rerun')} />

/** Of an array, only the tasks that did not succeed. */
export function RerunFailedButton({ job }: { job: Target }) {
  const hands = useHands()
  if (!job.array || failedIn(job.array) === 0) return null
  return <ActionButton action={rerunFailed(hands, job)} text={t('job.rerun_failed')} />
}

export function CancelButton({ job }: { job: Target }) {
  const hands = useHands()
  useIsHeld(job.id)
  if (isOver(job.state)) return null
  return <ActionButton action={cancelJob(hands, job)} text={t('job.cancel')} />
}
