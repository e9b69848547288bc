// Which events are asked for: the words of the query, and what the coordinator is asked then.

import { readWords, showWords, type Words } from './words'

/** Which events are asked for; what is empty is not asked, and a span ends when it is asked for. */
export type AuditFilter = { actor: string; action: string; target: string; from: string; to: string }

const NAMES = ['who', 'what', 'target', 'from', 'to'] as const
type Said = Words<(typeof NAMES)[number]>

export const readAsked = (query: string): Said => readWords(query, NAMES)
export const showAsked = (said: Said): string => showWords(said, NAMES)

/** The same with another beginning or end; none if it is empty. */
export function between(query: string, change: { from?: string; to?: string }): string {
  const { pairs, text } = readAsked(query)
  const said = Object.fromEntries(Object.entries({ ...pairs, ...change }).filter(([, value]) => value))
  return showAsked({ pairs: said, text })
}

/** Spans that end now, as the address says them. */
export const spans = ['today', '24h', '7d', '30d'] as const

const UNITS = { h: 3_600_000, d: 86_400_000 }
const DATE = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?$/

/** A moment for a span or a date; nothing for what is neither. */
export function momentOf(said: string, now: number): string | undefined {
  if (said === 'today') return new Date(new Date(now).setHours(0, 0, 0, 0)).toISOString()
  const [, count, unit] = /^([1-9]\d{0,3})([hd])$/.exec(said) ?? []
  if (count && unit) return new Date(now - Number(count) * UNITS[unit as 'h' | 'd']).toISOString()
  return DATE.test(said) && !Number.isNaN(Date.parse(said)) ? said : undefined
}

const isMoment = (said: string): boolean => said === '' || momentOf(said, 0) !== undefined

/** What is to be asked, and what of the query says nothing. */
export function askedOf(query: string): { filter: AuditFilter; wrong: string[] } {
  const { pairs, text } = readAsked(query)
  const { who = '', what = '', target = '', from = '', to = '' } = pairs
  const wrong = [...(text ? [text] : []), ...(isMoment(from) ? [] : [`from:${from}`]), ...(isMoment(to) ? [] : [`to:${to}`])]
  return { filter: { actor: who, action: what, target, from: isMoment(from) ? from : '', to: isMoment(to) ? to : '' }, wrong }
}

/** The parts of a filter that say something, as the coordinator reads them. */
export function auditParts({ from, to, ...named }: AuditFilter, now: number): Partial<AuditFilter> {
  const parts = { ...named, from: momentOf(from, now) ?? '', to: momentOf(to, now) ?? '' }
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''))
}
