import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { WorkerSpan } from '~/api/schema'
import { pieces, sums } from './past'
import { kept } from './standing'

const MINUTE = 60_000
const iso = (minute: number) => new Date(minute * MINUTE).toISOString()
const span = (state: WorkerSpan['state'], from: number, until?: number): WorkerSpan => ({ state, from: iso(from), until: until === undefined ? null : iso(until), evidence: '' })
const window = { from: 0, to: 60 * MINUTE }

test('what nobody saw is told as not known, and what goes on ends now', () => {
  const all = pieces([span('online', 40), span('asleep', 20, 30), span('online', -90, 20)], window)
  expect(all.map(({ kind, from, to }) => [kind, from / MINUTE, to / MINUTE])).toEqual([
    ['online', 0, 20],
    ['asleep', 20, 30],
    ['unknown', 30, 40],
    ['online', 40, 60],
  ])
  expect(sums(all).map(({ kind, span: length }) => [kind, length / MINUTE])).toEqual([
    ['online', 40],
    ['asleep', 10],
    ['unknown', 10],
  ])
})

test('that a machine at a provider was off is not told as a loss', () => {
  const past = [span('lost', 45), span('online', 40, 45), span('lost', 10, 40), span('disconnected', 5, 10), span('online', 0, 5)]
  const told = (destination: string) => sums(pieces(kept({ destination }, past), window)).map(({ kind, span: length }) => [kind, length / MINUTE])
  expect(told('cloud')).toEqual([
    ['online', 10],
    ['unknown', 50],
  ])
  expect(told('local')).toEqual([
    ['online', 10],
    ['disconnected', 5],
    ['lost', 45],
  ])
})

test('every moment of a window has its piece, whatever is known', () => {
  const known = fc.array(fc.tuple(fc.integer({ min: -100, max: 100 }), fc.nat(50)), { maxLength: 20 })
  fc.assert(
    fc.property(known, (spans) => {
      const all = pieces(
        spans.map(([from, length]) => span('lost', from, from + length)),
        window,
      )
      expect(all[0]?.from).toBe(window.from)
      expect(Math.max(...all.map(({ to }) => to))).toBe(window.to)
      for (const [index, piece] of all.slice(1).entries()) expect(piece.from).toBeLessThanOrEqual(Math.max(...all.slice(0, index + 1).map(({ to }) => to)))
    }),
  )
})
