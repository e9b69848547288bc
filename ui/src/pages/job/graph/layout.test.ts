import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BOX, type Edge, layout, neighbour } from './layout'

/** Jobs that need only earlier ones, as the coordinator takes them. */
const graphs = fc.integer({ min: 1, max: 24 }).chain((count) => {
  const ids = Array.from({ length: count }, (_, index) => `job_${index + 1}`)
  const pairs = ids.flatMap((to, at) => ids.slice(0, at).map((from): Edge => [from, to]))
  return fc.record({ ids: fc.constant(ids), edges: fc.subarray(pairs, { maxLength: Math.min(40, pairs.length) }) })
})

test('every need stands before what needs it, and no two boxes meet', () => {
  fc.assert(
    fc.property(graphs, fc.constantFrom('right' as const, 'down' as const), ({ ids, edges }, course) => {
      const { places, paths, width, height } = layout(ids, edges, course)
      expect(places.size).toBe(ids.length)
      expect(paths).toHaveLength(edges.length)
      const end = (id: string) => (course === 'right' ? (places.get(id)?.x ?? 0) + BOX.width : (places.get(id)?.y ?? 0) + BOX.height)
      const begin = (id: string) => places.get(id)?.[course === 'right' ? 'x' : 'y'] ?? 0
      for (const [from, to] of edges) expect(end(from)).toBeLessThan(begin(to))
      const all = [...places.values()]
      for (const [at, one] of all.entries()) {
        expect(one.x + BOX.width).toBeLessThanOrEqual(width + 1)
        expect(one.y + BOX.height).toBeLessThanOrEqual(height + 1)
        for (const other of all.slice(at + 1)) expect(Math.abs(one.x - other.x) >= BOX.width || Math.abs(one.y - other.y) >= BOX.height).toBe(true)
      }
    }),
  )
})

test('an edge ends at the middle of the side of its boxes where its drawing comes from', () => {
  const [right, down] = [layout(['a', 'b'], [['a', 'b']], 'right'), layout(['a', 'b'], [['a', 'b']], 'down')]
  expect(right.paths[0]?.d).toMatch(new RegExp(`^M${BOX.width} ${BOX.height / 2}C.* ${right.places.get('b')?.x} ${BOX.height / 2}$`))
  expect(down.paths[0]?.d).toMatch(new RegExp(`^M${BOX.width / 2} ${BOX.height}C.* ${BOX.width / 2} ${down.places.get('b')?.y}$`))
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

test('where a graph is drawn down, the arrows go along its edges as they are seen', () => {
  const edges: Edge[] = [['fetch', 'build'], ['fetch', 'lint']]
  const drawn = layout(['fetch', 'build', 'lint'], edges, 'down')
  const [first, second] = (drawn.places.get('build')?.x ?? 0) < (drawn.places.get('lint')?.x ?? 0) ? ['build', 'lint'] : ['lint', 'build']
  expect(['build', 'lint']).toContain(neighbour('fetch', 'ArrowDown', drawn, edges))
  expect(neighbour('build', 'ArrowUp', drawn, edges)).toBe('fetch')
  expect(neighbour(first as string, 'ArrowRight', drawn, edges)).toBe(second)
  expect(neighbour(second as string, 'ArrowLeft', drawn, edges)).toBe(first)
  expect(neighbour('fetch', 'ArrowRight', drawn, edges)).toBeUndefined()
})
