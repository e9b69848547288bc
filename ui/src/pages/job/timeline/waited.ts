// What a job waited for, in words.

import type { JobWait, WaitCause } from '~/api/schema'
import { reasonOf } from '~/format/reason'
import { soFar, took } from '~/format/time'
import { t } from '~/messages/t'

const causes = {
  needs: t('waited.needs'),
  held: t('waited.held'),
  retry: t('waited.retry'),
  paused: t('waited.paused'),
  turn: t('waited.turn'),
  slot: t('waited.slot'),
  owner: t('waited.owner'),
  worker: t('waited.worker'),
  fit: t('waited.fit'),
} satisfies Record<WaitCause, string>

export const forWhat = ({ cause, said }: JobWait): string => (said ? `${causes[cause]} (${reasonOf(said)})` : causes[cause])

/** "12 min for a worker that fits, then 3 min for a free slot". */
export function toldWaits(waited: readonly JobWait[], now: number): string {
  const each = waited.map((wait) => t('waited.one', { span: wait.until ? took(wait.from, wait.until) : soFar(wait.from, now), what: forWhat(wait) }))
  return each.map((wait, index) => (index === 0 ? wait : t('waited.then', { wait }))).join(', ')
}
