// Updates of workers that were asked for together, and how far they are.

import type { UpdateCounts, WorkerUpdate } from '~/api/schema'

/** How far it is, unless nothing more becomes of it by itself. */
export const underWay = ({ stage }: WorkerUpdate): 'waiting' | 'draining' | 'changing' | undefined =>
  stage === 'waiting' || stage === 'draining' || stage === 'changing' ? stage : undefined

/** Whether something becomes of them without anybody coming back first. */
export const isUnderWay = (last: UpdateCounts | null | undefined): boolean => last !== null && last !== undefined && last.over < last.total

/** While they go on, and after one has failed; not once all went well. */
export const isTold = (last: UpdateCounts | null | undefined): last is UpdateCounts => isUnderWay(last) || (last?.failed ?? 0) > 0
