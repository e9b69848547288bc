import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { live } from './live'
import { fetched, patiently } from './patience'

const away = () => live.connection.set({ phase: 'waiting', until: 0, attempt: 1, problem: undefined })
const back = () => live.connection.set({ phase: 'live' })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  live.connection.set({ phase: 'connecting' })
  vi.useRealTimers()
})

test('nobody is asked for a script who is away', async () => {
  const load = vi.fn(async () => 'script')
  away()
  await expect(fetched(load)).rejects.toThrow()
  expect(load).not.toHaveBeenCalled()
  back()
  await expect(fetched(load)).resolves.toBe('script')
})

test('whoever needs a script has it as soon as the coordinator is back', async () => {
  const load = vi.fn(async () => 'script')
  const onMissing = vi.fn()
  away()
  const script = patiently(load, { onMissing })
  await vi.advanceTimersByTimeAsync(60_000)
  expect(onMissing).toHaveBeenCalled()
  expect(load).not.toHaveBeenCalled()
  back()
  await expect(script).resolves.toBe('script')
  expect(load).toHaveBeenCalledTimes(1)
})

test('whoever has left asks for it no more', async () => {
  const load = vi.fn(async () => 'script')
  const leaving = new AbortController()
  away()
  const ended = expect(patiently(load, { signal: leaving.signal })).rejects.toThrow()
  await vi.advanceTimersByTimeAsync(0)
  leaving.abort()
  back()
  await ended
  expect(load).not.toHaveBeenCalled()
})

test('the console is loaded again only while somebody answers for it, and once; then it is a fault', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
  const answers = vi.spyOn(globalThis, 'fetch').mockRejectedValueOnce(new TypeError('away')).mockResolvedValue(new Response('console'))
  back()
  const ended = expect(patiently(() => Promise.reject(new Error('not there')))).rejects.toThrow('not there')
  await vi.advanceTimersByTimeAsync(0)
  expect([answers.mock.calls.length, reload.mock.calls.length]).toEqual([1, 0])
  await vi.advanceTimersByTimeAsync(20_000)
  expect(reload).toHaveBeenCalledTimes(1)
  await ended
})
