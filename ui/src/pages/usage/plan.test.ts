import { expect, test } from 'vitest'
import type { LimitStanding } from '~/api/schema'
import { planLimits } from './plan'

const standing = (thing: string, limit: number | null, decided_by: string | null = 'stripe'): LimitStanding => ({ thing, limit, held: 0, decided_by })

test('what the plan refuses is what somebody decides about and what has an end', () => {
  const limits = [standing('cloud_worker', null), standing('environment', 0), standing('agent', 10), standing('api_call', 1000)]
  expect(planLimits({ limits }).map(({ thing, limit }) => [thing, limit])).toEqual([['environment', 0]])
  expect(planLimits({ limits: [standing('environment', 0, null)] })).toEqual([])
  expect(planLimits(undefined)).toEqual([])
})
