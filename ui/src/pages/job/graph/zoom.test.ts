import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Edge } from './layout'
import { bothWays, closer, drawnFor, farther, fitting, LEGIBLE, legible, MARGIN } from './zoom'

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

/** A pane beside a list, and one that has the window to itself. */
const ROOMS = [
  { width: 616, height: 520 },
  { width: 744, height: 320 },
  { width: 2000, height: 1200 },
]

const chain = (count: number) => {
  const ids = Array.from({ length: count }, (_, index) => `step ${index}`)
  return { ids, edges: ids.slice(1).map((id, index): Edge => [ids[index] as string, id]) }
}

test('no drawing is smaller than it can be read, and whole where it can be', () => {
  fc.assert(
    fc.property(size, size, fc.constantFrom('right' as const, 'down' as const), (drawn, room, course) => {
      const scale = legible({ ...drawn, course }, room)
      expect(scale).toBeGreaterThanOrEqual(LEGIBLE)
      expect(scale).toBeLessThanOrEqual(1)
      if (fitting(drawn, room) >= LEGIBLE) expect(scale).toBe(fitting(drawn, room))
    }),
  )
})

test('a long chain goes down where the pane is no strip, and is as large there as it was drawn', () => {
  const { ids, edges } = chain(30)
  const both = bothWays(ids, edges)
  for (const room of ROOMS) {
    const drawn = drawnFor(both, room)
    expect([drawn.course, legible(drawn, room)], `${room.width} × ${room.height}`).toEqual(['down', 1])
  }
  expect(drawnFor(both, { width: 2000, height: 160 }).course).toBe('right')
})

test('what fits both ways goes to the right, and so does what is wide', () => {
  const { ids, edges } = chain(3)
  const both = bothWays(ids, edges)
  for (const room of ROOMS) expect(drawnFor(both, room).course).toBe('right')
  const parts = Array.from({ length: 20 }, (_, index) => `part ${index}`)
  const fan: Edge[] = parts.flatMap((part): Edge[] => [['split', part], [part, 'join']])
  expect(drawnFor(bothWays(['split', ...parts, 'join'], fan), ROOMS[0] as (typeof ROOMS)[0]).course).toBe('right')
})
