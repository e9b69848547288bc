import fc from 'fast-check'
import { expect, test } from 'vitest'
import { closer, farther, fitting, MARGIN } from './zoom'

const size = fc.record({ width: fc.integer({ min: 100, max: 4000 }), height: fc.integer({ min: 100, max: 4000 }) })

test('what fits is never cut, and never drawn larger than it is', () => {
  fc.assert(
    fc.property(size, size, (drawn, room) => {
      const scale = fitting(drawn, room)
      expect(scale).toBeLessThanOrEqual(1)
      // Smaller than this nothing could be seen at all, and it is scrolled instead.
      if (scale === 0.05) return
      expect(drawn.width * scale + 2 * MARGIN).toBeLessThanOrEqual(room.width + 0.01)
      expect(drawn.height * scale + 2 * MARGIN).toBeLessThanOrEqual(room.height + 0.01)
    }),
  )
})

test('closer and farther lead back to where one was, and end somewhere', () => {
  for (const scale of [0.3, 0.5, 1, 1.5]) expect(farther(closer(scale))).toBeCloseTo(scale)
  expect([closer(2), farther(0.1)]).toEqual([2, 0.1])
  expect([closer(0.73), farther(0.73)], 'from a drawing that fits to the next step').toEqual([0.8, 0.65])
})
