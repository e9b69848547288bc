import { act } from 'react'
import { createRoot } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useTold } from './now'
import { relative } from './time'

const START = Date.parse('2026-03-04T12:00:00Z')
let isHidden = false

beforeEach(() => {
  vi.useFakeTimers({ now: START })
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => isHidden)
})
afterEach(() => {
  isHidden = false
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function show(at: number) {
  const place = document.createElement('div')
  const root = createRoot(place)
  const drawn = vi.fn()
  const Told = () => {
    drawn()
    return useTold((now) => relative(new Date(at).toISOString(), now))
  }
  act(() => root.render(<Told />))
  return { place, renders: () => drawn.mock.calls.length, end: () => act(() => root.unmount()) }
}

const pass = (seconds: number) => act(() => void vi.advanceTimersByTime(seconds * 1000))
const setHidden = (hidden: boolean) => {
  isHidden = hidden
  act(() => void document.dispatchEvent(new Event('visibilitychange')))
}

test('a time is drawn again only when its words change', () => {
  const shown = show(START - 10 * 60_000)
  expect(shown.place.textContent).toBe('10 min ago')
  pass(59)
  expect(shown.renders()).toBe(1)
  pass(1)
  expect([shown.place.textContent, shown.renders()]).toEqual(['11 min ago', 2])
  shown.end()
})

test('no timer runs while the page is hidden or shows no time, and it is right when it is seen again', () => {
  const shown = show(START - 60_000)
  expect(vi.getTimerCount()).toBe(1)
  setHidden(true)
  expect(vi.getTimerCount()).toBe(0)
  pass(120)
  setHidden(false)
  expect(shown.place.textContent).toBe('3 min ago')
  shown.end()
  expect(vi.getTimerCount()).toBe(0)
})
