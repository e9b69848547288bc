// Updates of workers that were asked for together, and how far they are.

import type { Worker } from '~/api/schema'

type Update = NonNullable<Worker['update']>
export type Updated = Worker & { update: Update }

/** How far it is, unless nothing more becomes of it by itself. */
export const underWay = ({ stage }: Update): 'waiting' | 'draining' | 'changing' | undefined =>
  stage === 'waiting' || stage === 'draining' || stage === 'changing' ? stage : undefined

/** Whether something becomes of it without anybody coming back first. */
const isPending = ({ update, liveness }: Updated): boolean => {
  const stage = underWay(update)
  return stage !== undefined && (stage !== 'waiting' || liveness === 'online')
}

/** Those of the last time; nothing if there was none. */
export function together(workers: Worker[]): Updated[] {
  const updated = workers.filter((worker): worker is Updated => worker.update !== undefined && worker.update !== null)
  const last = updated.map(({ update }) => update.asked_at).toSorted().at(-1)
  return updated.filter(({ update }) => update.asked_at === last)
}

export type Progress = {
  version: string
  /** How many are over, of how many. */
  over: number
  total: number
  isUnderWay: boolean
  /** The one on which all others wait, or that failed. */
  one: Updated | undefined
}

/** How far the last updates are; nothing once all of them went well. */
export function progress(workers: Worker[]): Progress | undefined {
  const all = together(workers)
  const over = all.filter((worker) => !isPending(worker)).length
  const failed = all.find(({ update }) => update.stage === 'failed')
  const isUnderWay = over < all.length
  if (!isUnderWay && !failed) return undefined
  const busy = all.find(({ update }) => update.stage === 'changing') ?? all.find(({ update }) => update.stage === 'draining')
  const version = all.map(({ update }) => update.version).find((text) => text !== '') ?? ''
  return { version, over, total: all.length, isUnderWay, one: failed ?? busy }
}
