import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { follow } from './now'

let isHidden = false

function hide(hidden: boolean) {
  isHidden = hidden
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden)
})

afterEach(() => {
  hide(false)
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test('a page that nobody sees has no clock, and tells the time at once when it is seen again', () => {
  const listener = vi.fn()
  const stop = follow(listener)
  vi.advanceTimersByTime(3000)
  expect(listener).toHaveBeenCalledTimes(3)
  hide(true)
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(60_000)
  expect(listener).toHaveBeenCalledTimes(3)
  hide(false)
  expect(listener).toHaveBeenCalledTimes(4)
  expect(vi.getTimerCount()).toBe(1)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

test('who begins to follow on a hidden page waits until it is seen', () => {
  hide(true)
  const listener = vi.fn()
  const stop = follow(listener)
  expect(vi.getTimerCount()).toBe(0)
  hide(false)
  expect(vi.getTimerCount()).toBe(1)
  stop()
})
