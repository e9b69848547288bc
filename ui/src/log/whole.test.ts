import { beforeEach, expect, test, vi } from 'vitest'
import { platform } from '~/platform'
import { linesOf, mayHaveMore, searchAll } from './whole'

const found = (next: number, is_at_end: boolean, ...offsets: number[]) => ({
  status: 200,
  headers: {},
  body: new TextEncoder().encode(JSON.stringify({ attempt: 1, matches: offsets.map((offset) => ({ offset, stream: 'stdout', at: '2026-01-01T00:00:00.000Z', line: `line ${offset}` })), next, is_at_end })),
})

beforeEach(() => {
  vi.spyOn(platform, 'request').mockReset()
})

const where = (size: number) => ({ job: 'job_1', attempt: 1, size })
const { signal } = new AbortController()
const asked = () => vi.mocked(platform.request).mock.calls.map(([{ path }]) => new URL(path, 'http://localhost').searchParams.get('from'))

test('a log that has grown is searched from where the search before came to its end', async () => {
  vi.mocked(platform.request).mockResolvedValueOnce(found(50, false, 10)).mockResolvedValueOnce(found(100, true)).mockResolvedValueOnce(found(120, true, 110))
  const before = await searchAll(where(100), ['error'], undefined, signal)
  expect([mayHaveMore(before, 100), mayHaveMore(before, 120)]).toEqual([false, true])
  const now = await searchAll(where(120), ['error'], before, signal)
  expect(asked()).toEqual(['0', '50', '100'])
  expect(linesOf(now).lines.map(({ offset }) => offset)).toEqual([10, 110])
  expect(linesOf(now).isAll).toBe(true)
})

test('once there are enough lines, nobody asks for more of a log that goes on', async () => {
  vi.mocked(platform.request).mockResolvedValue(found(500, false, ...Array.from({ length: 100 }, (_, index) => index)))
  const all = await searchAll(where(1000), ['error'], undefined, signal)
  expect(mayHaveMore(all, 2000)).toBe(false)
  expect(linesOf(all).isAll).toBe(false)
  await searchAll(where(2000), ['error'], all, signal)
  expect(asked()).toEqual(['0'])
})

test('a line that has two of the words is one line', async () => {
  vi.mocked(platform.request).mockResolvedValue(found(100, true, 7))
  expect(linesOf(await searchAll(where(100), ['error', 'warn'], undefined, signal)).lines).toHaveLength(1)
})
