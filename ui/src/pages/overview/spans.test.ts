import { expect, test } from 'vitest'
import { endOfUtcDay, runs, utcDay, within } from './spans'

const at = (minute: number) => new Date(minute * 60_000).toISOString()
const done = (kind: string, minute: number) => ({ kind, state: 'done', ended_at: at(minute) })

test('what was started runs until it was stopped, or until now', () => {
  const told = [done('stop', 30), done('create', 10), done('start', 50), { kind: 'stop', state: 'failed', ended_at: at(55) }]
  const spans = runs(told, true, 60 * 60_000)
  expect(spans.map(({ from, to }) => [from / 60_000, to / 60_000])).toEqual([
    [10, 30],
    [50, 60],
  ])
  expect(runs(told, false, 60 * 60_000)).toHaveLength(1)
})

test('a span is cut to what is looked at', () => {
  expect(within({ from: 0, to: 10 }, { from: 5, to: 20 })).toEqual({ from: 5, to: 10 })
  expect(within({ from: 0, to: 5 }, { from: 5, to: 20 })).toBeUndefined()
})

test('a day of usage is one of UTC', () => {
  const late = Date.parse('2026-03-04T23:59:59.999Z')
  expect([utcDay(late), utcDay(late + 1), utcDay(endOfUtcDay(late))]).toEqual(['2026-03-04', '2026-03-05', '2026-03-05'])
})
