// Where the boxes of a graph of jobs stand: in layers, to the right or down, so that every need comes before what needs it.
//
// An edge that passes a layer takes a place of its own there, so that it goes between boxes and not through them.

export type Edge = readonly [from: string, to: string]
export type Place = { x: number; y: number; layer: number }
/** Which way its layers follow each other. */
export type Course = 'right' | 'down'
export type Drawn = { course: Course; places: Map<string, Place>; paths: { from: string; to: string; d: string }[]; width: number; height: number }

export const BOX = { width: 172, height: 44 }
/** How deep a layer is and how far the next one; how wide a box is within its layer and how far the one beside it. */
const SIZES = {
  right: { deep: BOX.width, next: 52, wide: BOX.height, beside: 14 },
  down: { deep: BOX.height, next: 30, wide: BOX.width, beside: 20 },
} as const
type Sizes = (typeof SIZES)[Course]
/** A passing edge needs less room than a box. */
const LANE = 16
const SWEEPS = 6

/** `at` is where it begins within its layer. */
type Slot = { id: string; layer: number; wide: number; at: number; isLane: boolean }

export function layout(ids: readonly string[], edges: readonly Edge[], course: Course = 'right'): Drawn {
  const sizes = SIZES[course]
  const layers = layersOf(ids, edges)
  const { slots, links } = withLanes(ids, edges, layers, sizes)
  const rows = order(slots, links)
  settle(rows, links, sizes)
  return drawn(rows, slots, edges, layers, course)
}

/** The longest way to each from where nothing is needed. */
function layersOf(ids: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const needs = new Map<string, string[]>()
  for (const [from, to] of edges) needs.set(to, [...(needs.get(to) ?? []), from])
  const layers = new Map<string, number>()
  const layerOf = (id: string, above: ReadonlySet<string>): number => {
    const known = layers.get(id)
    if (known !== undefined) return known
    // The coordinator takes no circles; should there be one all the same, it is drawn and not followed for ever.
    if (above.has(id)) return -1
    const inside = new Set([...above, id])
    const layer = Math.max(-1, ...(needs.get(id) ?? []).map((need) => layerOf(need, inside))) + 1
    layers.set(id, layer)
    return layer
  }
  for (const id of ids) layerOf(id, new Set())
  return layers
}

const laneId = (from: string, to: string, layer: number): string => `${from}>${to}@${layer}`

/** Boxes and lanes, and what lies side by side in neighbouring layers. */
function withLanes(ids: readonly string[], edges: readonly Edge[], layers: Map<string, number>, { wide }: Sizes) {
  const slots = new Map<string, Slot>()
  for (const id of ids) slots.set(id, { id, layer: layers.get(id) ?? 0, wide, at: 0, isLane: false })
  const links: Edge[] = []
  for (const [from, to] of edges) {
    let last = from
    for (let layer = (layers.get(from) ?? 0) + 1; layer < (layers.get(to) ?? 0); layer += 1) {
      const id = laneId(from, to, layer)
      slots.set(id, { id, layer, wide: LANE, at: 0, isLane: true })
      links.push([last, id])
      last = id
    }
    links.push([last, to])
  }
  return { slots, links }
}

/** Each layer in an order in which few edges cross: every slot near the middle of what it is linked with. */
function order(slots: Map<string, Slot>, links: readonly Edge[]): Slot[][] {
  const rows: Slot[][] = []
  for (const slot of slots.values()) (rows[slot.layer] ??= []).push(slot)
  const linked = neighbours(links)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0
    const inTurn = isForward ? rows : rows.toReversed()
    for (const row of inTurn) {
      const rank = new Map(rows.flatMap((each) => each.map((slot, index) => [slot.id, index / Math.max(1, each.length)] as const)))
      const middle = (slot: Slot) => mean(linked.get(slot.id)?.[isForward ? 'before' : 'after'].map((id) => rank.get(id) ?? 0) ?? [], rank.get(slot.id) ?? 0)
      const middles = new Map(row.map((slot) => [slot.id, middle(slot)]))
      row.sort((a, b) => (middles.get(a.id) ?? 0) - (middles.get(b.id) ?? 0))
    }
  }
  return rows
}

function neighbours(links: readonly Edge[]) {
  const all = new Map<string, { before: string[]; after: string[] }>()
  const of = (id: string) => {
    const known = all.get(id) ?? { before: [], after: [] }
    all.set(id, known)
    return known
  }
  for (const [from, to] of links) {
    of(from).after.push(to)
    of(to).before.push(from)
  }
  return all
}

const mean = (values: number[], otherwise: number): number => (values.length === 0 ? otherwise : values.reduce((sum, value) => sum + value, 0) / values.length)

const centre = (slot: Slot): number => slot.at + slot.wide / 2

/** Each slot beside what it is linked with, as far as the order and the gaps allow. */
function settle(rows: Slot[][], links: readonly Edge[], { beside }: Sizes): void {
  const linked = neighbours(links)
  const byId = new Map(rows.flat().map((slot) => [slot.id, slot]))
  for (const row of rows) stack(row, row.map(() => 0), beside)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const row of sweep % 2 === 0 ? rows : rows.toReversed()) {
      const wanted = row.map((slot) => {
        const { before = [], after = [] } = linked.get(slot.id) ?? {}
        const centres = [...before, ...after].flatMap((id) => byId.get(id) ?? []).map(centre)
        return mean(centres, centre(slot)) - slot.wide / 2
      })
      stack(row, wanted, beside)
    }
  }
  const first = Math.min(...rows.flat().map(({ at }) => at))
  for (const slot of rows.flat()) slot.at -= first
}

/** As wanted, but none over another: pushed on first, then back as far as there is room. */
function stack(row: Slot[], wanted: number[], beside: number): void {
  let least = Number.NEGATIVE_INFINITY
  for (const [index, slot] of row.entries()) {
    slot.at = Math.max(wanted[index] ?? 0, least)
    least = slot.at + slot.wide + beside
  }
  const drift = mean(row.map((slot, index) => slot.at - (wanted[index] ?? 0)), 0)
  for (const slot of row) slot.at -= drift
}

function drawn(rows: Slot[][], slots: Map<string, Slot>, edges: readonly Edge[], layers: Map<string, number>, course: Course): Drawn {
  const { deep, next } = SIZES[course]
  const begin = (layer: number) => layer * (deep + next)
  const point = (along: number, across: number) => (course === 'right' ? { x: along, y: across } : { x: across, y: along })
  const written = (along: number, across: number) => Object.values(point(along, across)).join(' ')
  const boxes = [...slots.values()].filter(({ isLane }) => !isLane)
  const places = new Map(boxes.map(({ id, layer, at }) => [id, { ...point(begin(layer), Math.round(at)), layer }]))
  const paths = edges.map(([from, to]) => ({ from, to, d: path(from, to) }))
  const size = point(Math.max(0, begin(rows.length) - next), Math.max(0, ...[...slots.values()].map(({ at, wide }) => at + wide)))
  return { course, places, paths, width: size.x, height: size.y }

  function path(from: string, to: string): string {
    const [first, last] = [layers.get(from) ?? 0, layers.get(to) ?? 0]
    let [along, across] = [begin(first) + deep, middleOf(from)]
    let d = `M${written(along, across)}`
    for (let layer = first + 1; layer <= last; layer += 1) {
      const id = layer === last ? to : laneId(from, to, layer)
      const [there, beside] = [begin(layer), middleOf(id)]
      const bend = (there - along) / 2
      d += `C${written(along + bend, across)} ${written(there - bend, beside)} ${written(there, beside)}`
      along = there
      across = beside
      if (layer < last) d += `L${written((along += deep), across)}`
    }
    return d
  }

  function middleOf(id: string): number {
    const slot = slots.get(id)
    return slot ? Math.round(centre(slot)) : 0
  }
}

export type Way = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

/** What each key means where the layers go to the right. */
const TURNED = { ArrowDown: 'ArrowRight', ArrowUp: 'ArrowLeft', ArrowRight: 'ArrowDown', ArrowLeft: 'ArrowUp' } as const

/** Where an arrow key leads: along an edge, or to the next box of the same layer. */
export function neighbour(from: string, key: Way, { course, places }: Drawn, edges: readonly Edge[]): string | undefined {
  const across = (id: string): number => places.get(id)?.[course === 'right' ? 'y' : 'x'] ?? 0
  const here = across(from)
  const layer = places.get(from)?.layer
  if (layer === undefined) return undefined
  const way = course === 'right' ? key : TURNED[key]
  const near = (ids: string[]) => ids.toSorted((a, b) => Math.abs(across(a) - here) - Math.abs(across(b) - here))[0]
  if (way === 'ArrowRight') return near(edges.filter(([before]) => before === from).map(([, to]) => to))
  if (way === 'ArrowLeft') return near(edges.filter(([, after]) => after === from).map(([before]) => before))
  const isBeyond = (id: string) => (way === 'ArrowUp' ? across(id) < here : across(id) > here)
  return near([...places].filter(([id, place]) => place.layer === layer && isBeyond(id)).map(([id]) => id))
}
