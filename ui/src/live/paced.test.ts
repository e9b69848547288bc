import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paced } from './paced'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('many changes in one second are read at once, and once more after it', async () => {
  const run = vi.fn(() => Promise.resolve())
  const ask = paced(1000, run)
  for (let change = 0; change < 10; change += 1) ask()
  expect(run).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(999)
  expect(run).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(5000)
  expect(run).toHaveBeenCalledTimes(2)
})

test('a reading that is slow, or fails, is over before the next begins', async () => {
  const ends: (() => void)[] = []
  const run = vi.fn(() => new Promise<void>((_, reject) => void ends.push(() => reject(new Error('away')))))
  const ask = paced(1000, run)
  ask()
  ask()
  await vi.advanceTimersByTimeAsync(3000)
  expect(run).toHaveBeenCalledTimes(1)
  ends[0]?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(run).toHaveBeenCalledTimes(2)
})
