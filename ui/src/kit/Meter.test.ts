import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cellsOf } from './Meter'
import type { Tone } from './State'

const tones: Tone[] = ['good', 'danger', 'muted', 'busy']
const wholes = fc.tuple(fc.array(fc.nat(500), { minLength: 4, maxLength: 4 }), fc.nat(500)).filter(([counts, rest]) => counts.some((count) => count > 0) || rest > 0)

test('every part of an array has a cell, and there are as many cells as fit', () => {
  fc.assert(
    fc.property(wholes, ([counts, rest]) => {
      const parts = counts.map((count, index) => ({ tone: tones[index] as Tone, count }))
      const total = counts.reduce((sum, count) => sum + count, rest)
      const cells = cellsOf(parts, total, 20)
      expect(cells).toHaveLength(Math.min(total, 20))
      for (const { tone, count } of parts) expect(cells.includes(tone), `${tone} ${count} of ${total}`).toBe(count > 0)
      expect(cells.includes(undefined)).toBe(rest > 0)
    }),
  )
})

test('a small array has a cell for each task', () => {
  expect(cellsOf([{ tone: 'good', count: 2 }, { tone: 'danger', count: 1 }], 4, 20)).toEqual(['good', 'good', 'danger', undefined])
})
