import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Attempt, AuditEvent, Job, JobWait } from '~/api/schema'
import { course, marks, packed } from './course'

const at = (second: number): string => new Date(Date.parse('2026-03-04T12:00:00.000Z') + second * 1000).toISOString()
const second = (moment: number): number => (moment - Date.parse(at(0))) / 1000

const job = (more: Partial<Job>): Job => ({ id: 'job_1', state: 'succeeded', created_at: at(0), created_by: 'ada', ...more }) as Job
const attempt = (number: number, [leased, began, ended]: (number | undefined)[]): Attempt =>
  ({ number, worker: { id: 'wrk_1', name: 'studio' }, leased_at: at(leased ?? 0), started_at: began === undefined ? null : at(began), ended_at: ended === undefined ? null : at(ended) }) as Attempt

test('a job that was tried twice waited twice, and each attempt has a line', () => {
  const { steps, waits, attempts, from, to } = course(job({ finished_at: at(20) }), [attempt(2, [10, 11, 20]), attempt(1, [1, 2, 5])], [], Date.parse(at(99)))
  expect(steps.map(({ id }) => id)).toEqual(['submitted', 'leased 1', 'began 1', 'ended 1', 'leased 2', 'began 2', 'ended 2', 'over'])
  expect(waits.map((span) => [second(span.from), second(span.to ?? 0)])).toEqual([[0, 1], [5, 10]])
  expect(attempts.map(({ spans }) => spans.map(({ kind }) => kind))).toEqual([['starts', 'runs'], ['starts', 'runs']])
  expect([second(from), second(to)]).toEqual([0, 20])
})

test('a wait is told by what it was for, as far as that is known', () => {
  const wait = (cause: JobWait['cause'], from: number, until?: number): JobWait => ({ cause, from: at(from), until: until === undefined ? null : at(until), said: null })
  const waited = [wait('fit', 2, 10), wait('slot', 10, 14), wait('retry', 20, 24)]
  const { waits, steps } = course(job({ finished_at: at(40) }), [attempt(1, [15, 16, 20]), attempt(2, [30, 31, 40])], [], 0, waited)
  expect(waits.map(({ id, wait: known, from, to }) => [id, known?.cause, second(from), second(to ?? 0)])).toEqual([
    ['waits 1', undefined, 0, 2],
    ['waits 1 1', 'fit', 2, 10],
    ['waits 1 2', 'slot', 10, 14],
    ['waits 1 3', undefined, 14, 15],
    ['waits 2', 'retry', 20, 24],
    ['waits 2 1', undefined, 24, 30],
  ])
  const told = steps.flatMap((step) => (step.kind === 'leased' ? [step.waited?.map(({ cause }) => cause)] : []))
  expect(told).toEqual([['fit', 'slot'], ['retry']])
  const still = course(job({ state: 'queued' }), [], [], Date.parse(at(30)), [wait('fit', 2)]).waits
  expect(still.map(({ wait: known, to }) => [known?.cause, to === undefined])).toEqual([[undefined, false], ['fit', true]])
})

test('what goes on has no end but now', () => {
  const running = course(job({ state: 'running' }), [attempt(1, [1, 2])], [], Date.parse(at(30)))
  expect(running.attempts[0]?.spans.at(-1)).toMatchObject({ kind: 'runs', to: undefined })
  expect(second(running.to)).toBe(30)
  const waiting = course(job({ state: 'retry_wait', retry_at: at(60) }), [attempt(1, [1, 2, 3])], [], Date.parse(at(30)))
  expect(waiting.steps.map(({ id }) => id).slice(-2)).toEqual(['waits', 'next'])
  expect(waiting.waits.at(-1)).toMatchObject({ id: 'waits', to: undefined })
})

test('a job that nobody began waited until it was cancelled', () => {
  const { waits } = course(job({ state: 'cancelled', finished_at: at(7) }), [], [], Date.parse(at(30)))
  expect(waits.map((span) => [second(span.from), second(span.to ?? 0)])).toEqual([[0, 7]])
})

test('what people did stands in its place, and what was refused or only looked at does not', () => {
  const event = (id: string, action: string, when: number, outcome = 'succeeded') => ({ id, action, at: at(when), actor: 'ada', outcome, detail: { reason: 'wait' } }) as unknown as AuditEvent
  const events = [event('a', 'job.hold', 2), event('b', 'job.hold', 3, 'denied'), event('c', 'job.explain_failure', 4)]
  const { steps } = course(job({ finished_at: at(9) }), [attempt(1, [5, 6, 9])], events, 0)
  expect(steps.map(({ id }) => id)).toEqual(['submitted', 'a', 'leased 1', 'began 1', 'ended 1', 'over'])
})

test('marks are few, at round spans, and none is beyond the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 * 86_400_000 }), (length) => {
      const all = marks(length)
      expect(all.length).toBeGreaterThan(0)
      expect(all.length).toBeLessThanOrEqual(6)
      expect(all.at(-1)).toBeLessThanOrEqual(length)
    }),
  )
})

test('no two spans of a row meet, and none is lost', () => {
  const spans = fc.array(fc.tuple(fc.nat(100), fc.nat(20)).map(([from, length]) => ({ from, to: from + length })), { maxLength: 40 })
  fc.assert(
    fc.property(spans, (all) => {
      const rows = packed(all)
      expect(rows.flat()).toHaveLength(all.length)
      for (const row of rows) for (const [index, span] of row.slice(1).entries()) expect(span.from).toBeGreaterThanOrEqual(row[index]?.to ?? 0)
    }),
  )
})
