// An event in words: what is told of it besides, as a person would say it.

import { microRate } from '~/format/money'
import { t } from '~/messages/t'

/** `durationSeconds` and `duration_seconds` are two ways to write `duration seconds`. */
export const spaced = (name: string): string => name.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase()

const NAMED = { reason: 'audit.detail_reason', name: 'audit.detail_name', role: 'audit.detail_role', isPublic: 'audit.detail_public', path: 'audit.detail_path', why: 'audit.detail_reason', passed_over: 'audit.detail_passed_over', ceiling_per_hour: 'audit.detail_ceiling', force: 'audit.detail_force' } as const

const nameOf = (name: string): string => (Object.hasOwn(NAMED, name) ? t(NAMED[name as keyof typeof NAMED]) : spaced(name))

function valueOf(value: unknown): string {
  if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
  if (Array.isArray(value)) return value.map(valueOf).join(', ')
  if (typeof value === 'object' && value !== null) return Object.entries(value).map(([name, inner]) => `${name} ${valueOf(inner)}`).join(', ')
  return String(value)
}

/** The coordinator counts in millionths of a dollar. */
const isMoney = (name: string, value: unknown): value is number => name === 'ceiling_per_hour' && typeof value === 'number'

/** What is empty. Nobody can ask for force but whoever deletes an environment; it is written down for others, too. */
const saysNothing = (action: string, name: string, value: unknown): boolean =>
  value === null || value === '' || (name === 'force' && !(value && action === 'environment.delete')) || (name === 'passed_over' && value === 0) || (Array.isArray(value) && value.length === 0)

/** The parts of a detail that say something, each with its name. */
export function told({ action, detail }: { action: string; detail: unknown }): { name: string; value: string }[] {
  const parts = Object.entries((detail ?? {}) as Record<string, unknown>)
  return parts.flatMap(([name, value]) => (saysNothing(action, name, value) ? [] : [{ name: nameOf(name), value: isMoney(name, value) ? microRate(value) : valueOf(value) }]))
}
