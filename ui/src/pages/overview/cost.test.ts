import { expect, test } from 'vitest'
import type { Spend, UsageCost } from '~/api/schema'
import { costOf } from './cost'

const EVENING = Date.parse('2026-03-04T18:00:00Z')
const spent = { total_usd: 0.04 } as UsageCost
const spend = (more: Partial<Spend> = {}): Spend => ({ per_day: 0, per_hour: 0, per_month: 0, running: [], unpriced: 0, ...more })

test('what was spent is not forgotten when nothing runs any more', () => {
  const { today, byItsEnd, running } = costOf(spent, spend(), EVENING)
  expect([today, byItsEnd, running]).toEqual([40_000, 40_000, 0])
})

test('what runs now costs its price until the day of usage ends, which is one of UTC', () => {
  const { byItsEnd, endsAt } = costOf(spent, spend({ per_hour: 2_000_000 }), EVENING)
  expect(new Date(endsAt).toISOString()).toBe('2026-03-05T00:00:00.000Z')
  expect(byItsEnd).toBe(12_040_000)
})

test('nothing is said of what could not be read', () => {
  expect(costOf(undefined, spend({ per_hour: 1 }), EVENING)).toMatchObject({ today: undefined, byItsEnd: undefined, perHour: 1 })
  expect(costOf(spent, undefined, EVENING)).toMatchObject({ today: 40_000, byItsEnd: undefined, running: undefined })
})

test('the limit is the lower one, for an hour', () => {
  expect(costOf(spent, spend({ ceiling_per_hour: 90_000, installation_ceiling_per_hour: 50_000 }), EVENING).ceiling).toBe(50_000)
  expect(costOf(spent, spend({ ceiling_per_hour: null }), EVENING).ceiling).toBeUndefined()
})
