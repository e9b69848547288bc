import type { Job } from '~/api/schema'
import { useIsHeld } from '~/hands/held'
import { jobLooks, jobWord } from '~/kit/looks'
import { State } from '~/kit/State'

type Props = { job: Pick<Job, 'id' | 'state' | 'is_cancel_requested'>; isRunningSeen?: boolean }

/** How a job is; a cancel counts from the moment it was asked for. */
export function JobStanding({ job, isRunningSeen = false }: Props) {
  const isAsked = useIsHeld(job.id) || job.is_cancel_requested
  const { tone, glyph } = jobLooks[job.state]
  return (
    <State tone={tone} glyph={isRunningSeen && job.state === 'running' ? 'halo' : glyph}>
      {jobWord({ state: job.state, is_cancel_requested: isAsked })}
    </State>
  )
}
