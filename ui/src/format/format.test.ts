import { expect, test } from 'vitest'
import { bytes, number } from './number'
import { countdown, elapsed, parseSpan, relative, rough, soFar, spanOfSeconds } from './time'

const now = Date.parse('2026-03-04T12:00:00.000Z')
const ago = (ms: number) => new Date(now - ms).toISOString()

test('a time is relative to now', () => {
  const cases = [0, 12_000, 4 * 60_000, 3 * 3_600_000, 3 * 86_400_000, -60_000, -1000]
  expect(cases.map((ms) => relative(ago(ms), now))).toEqual(['now', '10 s ago', '4 min ago', '3 h ago', '3 d ago', 'in 1 min', 'now'])
  expect(relative(ago(30 * 86_400_000), now)).toBe('2 Feb')
})

test('spans', () => {
  expect([elapsed(ago(4000), now), elapsed(ago(727_000), now), elapsed(ago(3_729_000), now)]).toEqual(['0:04', '12:07', '1:02:09'])
  expect([countdown(ago(-598_000), now), countdown(ago(5000), now)]).toEqual(['9:58', '0:00'])
  expect([rough(59_999), rough(60_000), rough(47 * 3_600_000)]).toEqual(['59 s', '1 min', '47 h'])
  expect([60, 90, 3600, 5400].map(spanOfSeconds)).toEqual(['1 min', '90 s', '1 h', '1 h 30 min'])
})

test('a span is read as people write it', () => {
  const read = { '90': 90, '90s': 90, '5 min': 300, '2h': 7200, '1h 30m': 5400, ' 2 H ': 7200 }
  for (const [text, seconds] of Object.entries(read)) expect(parseSpan(text), text).toBe(seconds)
  for (const text of ['', 'soon', '5 days', '1h x', '-3', '1.5h']) expect(parseSpan(text), text).toBeUndefined()
})

test('numbers and sizes', () => {
  expect([number(1204), number(18_442_000)]).toEqual(['1\u202f204', '18\u202f442\u202f000'])
  expect([bytes(0), bytes(999), bytes(2_400_000)]).toEqual(['0 B', '999 B', '2.4 MB'])
})

test('what goes on is told in the steps of the moment at which it began', () => {
  const began = '2026-01-01T00:00:00Z'
  const after = (seconds: number) => Date.parse(began) + seconds * 1000
  expect([4, 37, 46, 83].map((seconds) => soFar(began, after(seconds)))).toEqual(['4 s', '30 s', '40 s', '1:23'])
  expect(relative(began, after(37))).toBe('30 s ago')
})
