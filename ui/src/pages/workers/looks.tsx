// How a worker looks in the list and on its own page.

import type { Worker } from '~/api/schema'
import { number } from '~/format/number'
import { relative } from '~/format/time'
import { workerLook } from '~/kit/looks'
import { State } from '~/kit/State'
import { said, saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { Slots } from '~/pages/overview/WorkerCard'
import { ownersLimits } from './owner'
import { underWay } from './updates'
import styles from './WorkersPage.module.css'

/** The word, and by what the coordinator knows it. */
export function Liveness({ worker }: { worker: Worker }) {
  const { word, ...look } = workerLook(worker)
  return (
    <span title={saidPlainly(worker.evidence)}>
      <State {...look}>{word}</State>
    </span>
  )
}

/** Why it is given nothing, or not everything, although it is there. */
export function restraint({ pause, update, owner, kept_for, slots, busy_slots }: Worker, now: number): string | undefined {
  if (pause) return paused(pause, now)
  const stage = update && underWay(update)
  if (stage) return t(`update.is_${stage}`, { version: update.version })
  const [limits, because] = [ownersLimits(owner), owner.closed_because && said(owner.closed_because)]
  if (because) return limits ? t('workers.closed_by', { because, limits }) : because
  if (kept_for) return t('workers.kept_for', { count: slots - busy_slots, job: kept_for })
  return limits && t('workers.owned', { limits })
}

function paused(pause: NonNullable<Worker['pause']>, now: number): string {
  const { until, take_back_at } = pause
  const isTaken = take_back_at && new Date(take_back_at).getTime() <= now
  const parts = [
    t('workers.paused_by', pause),
    until && t('workers.resumes', { when: relative(until, now) }),
    take_back_at && (isTaken ? t('workers.took_back') : t('workers.takes_back', { when: relative(take_back_at, now) })),
  ]
  return parts.filter(Boolean).join(', ')
}

export function SlotCount({ worker }: { worker: Worker }) {
  return (
    <span className={styles.slots}>
      <Slots worker={worker} />
      <span>{t('workers.slots_of', { busy: number(worker.busy_slots), total: number(worker.slots) })}</span>
    </span>
  )
}
