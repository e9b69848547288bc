import { describe, expect, it } from 'vitest'
import type { UpdateCounts } from '~/api/schema'
import { isTold, isUnderWay } from './updates'

const counts = (over: number, failed = 0): UpdateCounts => ({ version: '2.0.0', by: 'operator', asked_at: '2026-01-02T00:00:00Z', total: 3, over, failed })

describe('updates', () => {
  it('are told while they are under way', () => {
    expect([isUnderWay(counts(2)), isTold(counts(2))]).toEqual([true, true])
  })

  it('are not told any more once all went well, and stay told if one failed', () => {
    expect(isTold(counts(3))).toBe(false)
    expect(isTold(undefined)).toBe(false)
    expect([isUnderWay(counts(3, 1)), isTold(counts(3, 1))]).toEqual([false, true])
  })
})
