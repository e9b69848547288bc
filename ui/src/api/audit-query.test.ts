import fc from 'fast-check'
import { expect, test } from 'vitest'
import { askedOf, auditParts, between, momentOf, readAsked, spans } from './audit-query'

const now = Date.parse('2026-11-30T10:00:00Z')

test('a query names who, what, to what and when, and a span ends when it is asked for', () => {
  const { filter, wrong } = askedOf('who:operator what:token.create target:tok_1 from:24h to:2026-11-30')
  expect(wrong).toEqual([])
  expect(auditParts(filter, now)).toEqual({ actor: 'operator', action: 'token.create', target: 'tok_1', from: '2026-11-29T10:00:00.000Z', to: '2026-11-30' })
})

test('what says nothing is named and not asked', () => {
  const { filter, wrong } = askedOf('operator from:yesterday to:2026-13-45')
  expect(wrong).toEqual(['operator', 'from:yesterday', 'to:2026-13-45'])
  expect(auditParts(filter, now)).toEqual({})
})

test('every span begins before now', () => {
  for (const span of spans) expect(Date.parse(momentOf(span, now) ?? '')).toBeLessThanOrEqual(now)
})

test('another beginning leaves the rest of the query as it is', () => {
  expect(between('what:job.cancel from:7d', { from: 'today' })).toBe('what:job.cancel from:today')
  expect(between('what:job.cancel from:7d', { from: '' })).toBe('what:job.cancel')
  const isKept = fc.property(fc.string(), fc.constantFrom(...spans), (query, from) => {
    expect(readAsked(between(query, { from })).pairs.from).toBe(from)
  })
  fc.assert(isKept)
})
