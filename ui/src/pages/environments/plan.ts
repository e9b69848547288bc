// The steps that an operation takes, with those that are still to come: what was asked stands in it, the rest follows from what is wanted.

import type { Operation, OperationStep } from '~/api/schema'

type Told = Pick<Operation, 'kind' | 'resource' | 'steps'>

const ofEnvironments: Record<string, readonly string[]> = {
  create: ['keep_storage', 'create', 'look'],
  start: ['start', 'look'],
  stop: ['stop', 'look'],
  delete: ['delete', 'look', 'discard_storage'],
}

/** A worker has no storage of its own, and must answer before it counts. */
const ofWorkers: Record<string, readonly string[]> = {
  create: ['create', 'look', 'health'],
  start: ['start', 'look', 'health'],
  stop: ['stop', 'look'],
  delete: ['delete', 'look'],
}

/** In which order things are asked, for what was not planned and happened all the same. */
const ORDER = ['stop', 'start', 'delete', 'keep_storage', 'create', 'look', 'address', 'health', 'discard_storage']

/** Everything in its order; nothing for a kind that is not known. */
export function planned({ kind, resource, steps }: Told): string[] {
  const plan = (resource.startsWith('wrk_') ? ofWorkers : ofEnvironments)[kind]
  if (!plan) return []
  const all = new Set([...plan, ...steps.map(({ ask }) => ask)])
  return ORDER.filter((ask) => all.has(ask))
}

export type Standing = { at: number; of: number; now: string | undefined; next: string | undefined }

const isBegun = (steps: OperationStep[], asked: string): boolean => steps.some(({ ask }) => ask === asked)

/** `2 of 5`, what is asked now and what is asked then. It is looked before anything is done too, which is no step of its own. */
export function standing(operation: Told): Standing | undefined {
  const plan = planned(operation)
  if (plan.length === 0) return undefined
  const { steps } = operation
  const deeds = plan.filter((ask) => ask !== 'look')
  const begun = deeds.filter((ask) => isBegun(steps, ask))
  const open = steps.find(({ ended_at }) => !ended_at)?.ask
  const last = begun.at(-1)
  // Looking comes after the last deed that was begun, or before the first.
  const current = open === 'look' && !last ? plan[0] : (open ?? last ?? plan[0])
  const at = current === undefined ? 0 : plan.indexOf(current)
  return { at: at + 1, of: plan.length, now: open ?? current, next: open === 'look' && !last ? plan[0] : plan[at + 1] }
}

/** What is still to be asked. */
export const toCome = (operation: Told): string[] => planned(operation).filter((ask) => !isBegun(operation.steps, ask))
