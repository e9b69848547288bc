import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX, type Edge, layout, neighbour } from './layout'

/** Jobs that need only earlier ones, as the coordinator takes them. */
const graphs = fc.integer({ min: 1, max: 24 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, index) => `job_${index + 1}`)
  const pairs = ids.flatMap((to, at) => ids.slice(0, at).map((from): Edge => [from, to]))
  return fc.record({ ids: fc.constant(ids), edges: fc.subarray(pairs, { maxLength: Math.min(40, pairs.length) }) })
})

test('every need stands left of what needs it, and no two boxes meet', () => {
  fc.assert(
    fc.property(graphs, ({ ids, edges }) => {
      const { places, paths, width, height } = layout(ids, edges)
      expect(places.size).toBe(ids.length)
      expect(paths).toHaveLength(edges.length)
      for (const [from, to] of edges) expect((places.get(from)?.x ?? 0) + BOX.width).toBeLessThan(places.get(to)?.x ?? 0)
      const all = [...places.values()]
      for (const [at, one] of all.entries()) {
        expect(one.x + BOX.width).toBeLessThanOrEqual(width)
        expect(one.y + BOX.height).toBeLessThanOrEqual(height + 1)
        for (const other of all.slice(at + 1)) expect(one.x !== other.x || Math.abs(one.y - other.y) >= BOX.height).toBe(true)
      }
    }),
  )
})

test('a circle is drawn, not followed for ever', () => {
  expect(layout(['a', 'b'], [['a', 'b'], ['b', 'a']]).places.size).toBe(2)
})

test('the arrows go along the edges, and up and down within a layer', () => {
  const edges: Edge[] = [['fetch', 'build'], ['fetch', 'lint'], ['build', 'report'], ['lint', 'report']]
  const drawn = layout(['fetch', 'build', 'lint', 'report'], edges)
  expect(neighbour('report', 'ArrowRight', drawn, edges)).toBeUndefined()
  expect(neighbour('build', 'ArrowLeft', drawn, edges)).toBe('fetch')
  expect(neighbour('build', 'ArrowRight', drawn, edges)).toBe('report')
  const [upper, lower] = (drawn.places.get('build')?.y ?? 0) < (drawn.places.get('lint')?.y ?? 0) ? ['build', 'lint'] : ['lint', 'build']
  expect(neighbour(upper as string, 'ArrowDown', drawn, edges)).toBe(lower)
  expect(neighbour(lower as string, 'ArrowUp', drawn, edges)).toBe(upper)
})
