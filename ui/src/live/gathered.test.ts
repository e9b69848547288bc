import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { gathered } from './gathered'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('two thousand changes in a second are handed on four times, in their order, and none is lost', () => {
  const taken: number[][] = []
  const { add } = gathered<number>(300, (all) => taken.push(all))
  for (let change = 0; change < 2000; change += 1) {
    add(change)
    vi.advanceTimersByTime(0.5)
  }
  expect(taken.length).toBeLessThanOrEqual(4)
  vi.advanceTimersByTime(300)
  expect(taken.flat()).toEqual(Array.from({ length: 2000 }, (_, change) => change))
})

test('a change on its own waits for nothing, and what was stopped hands on nothing', () => {
  const taken: string[][] = []
  const { add, stop } = gathered<string>(250, (all) => taken.push(all))
  add('first')
  expect(taken).toEqual([['first']])
  vi.advanceTimersByTime(1000)
  add('second')
  expect(taken).toEqual([['first'], ['second']])
  add('third')
  stop()
  vi.advanceTimersByTime(1000)
  expect(taken).toHaveLength(2)
})
