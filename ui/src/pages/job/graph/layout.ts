// Where the boxes of a graph of jobs stand: in layers from left to right, so that every need is left of what needs it.
//
// An edge that passes a layer takes a place of its own there, so that it goes between boxes and not through them.

export type Edge = readonly [from: string, to: string]
export type Place = { x: number; y: number; layer: number }
export type Drawn = { places: Map<string, Place>; paths: { from: string; to: string; d: string }[]; width: number; height: number }

export const BOX = { width: 172, height: 44 }
const GAP = { x: 52, y: 14 }
/** A passing edge needs less room than a box. */
const LANE = 16
const SWEEPS = 6

type Slot = { id: string; layer: number; height: number; y: number; isLane: boolean }

export function layout(ids: readonly string[], edges: readonly Edge[]): Drawn {
  const layers = layersOf(ids, edges)
  const { slots, links } = withLanes(ids, edges, layers)
  const columns = order(slots, links)
  settle(columns, links)
  return drawn(columns, slots, edges, layers)
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
function withLanes(ids: readonly string[], edges: readonly Edge[], layers: Map<string, number>) {
  const slots = new Map<string, Slot>()
  for (const id of ids) slots.set(id, { id, layer: layers.get(id) ?? 0, height: BOX.height, y: 0, isLane: false })
  const links: Edge[] = []
  for (const [from, to] of edges) {
    let last = from
    for (let layer = (layers.get(from) ?? 0) + 1; layer < (layers.get(to) ?? 0); layer += 1) {
      const id = laneId(from, to, layer)
      slots.set(id, { id, layer, height: LANE, y: 0, isLane: true })
      links.push([last, id])
      last = id
    }
    links.push([last, to])
  }
  return { slots, links }
}

/** Each layer in an order in which few edges cross: every slot near the middle of what it is linked with. */
function order(slots: Map<string, Slot>, links: readonly Edge[]): Slot[][] {
  const columns: Slot[][] = []
  for (const slot of slots.values()) (columns[slot.layer] ??= []).push(slot)
  const linked = neighbours(links)
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isForward = sweep % 2 === 0
    const inTurn = isForward ? columns : columns.toReversed()
    for (const column of inTurn) {
      const rank = new Map(columns.flatMap((each) => each.map((slot, index) => [slot.id, index / Math.max(1, each.length)] as const)))
      const middle = (slot: Slot) => mean(linked.get(slot.id)?.[isForward ? 'before' : 'after'].map((id) => rank.get(id) ?? 0) ?? [], rank.get(slot.id) ?? 0)
      const middles = new Map(column.map((slot) => [slot.id, middle(slot)]))
      column.sort((a, b) => (middles.get(a.id) ?? 0) - (middles.get(b.id) ?? 0))
    }
  }
  return columns
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

const centre = (slot: Slot): number => slot.y + slot.height / 2

/** Each slot as high as what it is linked with, as far as the order and the gaps allow. */
function settle(columns: Slot[][], links: readonly Edge[]): void {
  const linked = neighbours(links)
  const byId = new Map(columns.flat().map((slot) => [slot.id, slot]))
  for (const column of columns) stack(column, column.map(() => 0))
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wanted = column.map((slot) => {
        const { before = [], after = [] } = linked.get(slot.id) ?? {}
        const centres = [...before, ...after].flatMap((id) => byId.get(id) ?? []).map(centre)
        return mean(centres, centre(slot)) - slot.height / 2
      })
      stack(column, wanted)
    }
  }
  const top = Math.min(...columns.flat().map(({ y }) => y))
  for (const slot of columns.flat()) slot.y -= top
}

/** As wanted, but none above another: pushed down first, then back up as far as there is room. */
function stack(column: Slot[], wanted: number[]): void {
  let least = Number.NEGATIVE_INFINITY
  for (const [index, slot] of column.entries()) {
    slot.y = Math.max(wanted[index] ?? 0, least)
    least = slot.y + slot.height + GAP.y
  }
  const drift = mean(column.map((slot, index) => slot.y - (wanted[index] ?? 0)), 0)
  for (const slot of column) slot.y -= drift
}

function drawn(columns: Slot[][], slots: Map<string, Slot>, edges: readonly Edge[], layers: Map<string, number>): Drawn {
  const left = (layer: number) => layer * (BOX.width + GAP.x)
  const boxes = [...slots.values()].filter(({ isLane }) => !isLane)
  const places = new Map(boxes.map(({ id, layer, y }) => [id, { x: left(layer), y: Math.round(y), layer }]))
  const paths = edges.map(([from, to]) => ({ from, to, d: path(from, to) }))
  return { places, paths, width: left(columns.length) - GAP.x, height: Math.max(0, ...[...slots.values()].map(({ y, height }) => y + height)) }

  function path(from: string, to: string): string {
    const [first, last] = [layers.get(from) ?? 0, layers.get(to) ?? 0]
    let [x, y] = [left(first) + BOX.width, heightOf(from)]
    let d = `M${x} ${y}`
    for (let layer = first + 1; layer <= last; layer += 1) {
      const id = layer === last ? to : laneId(from, to, layer)
      const [nextX, nextY] = [left(layer), heightOf(id)]
      const bend = (nextX - x) / 2
      d += `C${x + bend} ${y} ${nextX - bend} ${nextY} ${nextX} ${nextY}`
      x = nextX
      y = nextY
      if (layer < last) d += `H${(x += BOX.width)}`
    }
    return d
  }

  function heightOf(id: string): number {
    const slot = slots.get(id)
    return slot ? Math.round(centre(slot)) : 0
  }
}

export type Way = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

/** Where an arrow key leads: along an edge, or to the next box of the same layer. */
export function neighbour(from: string, way: Way, { places }: Drawn, edges: readonly Edge[]): string | undefined {
  const here = places.get(from)
  if (!here) return undefined
  const near = (ids: string[]) => ids.toSorted((a, b) => Math.abs((places.get(a)?.y ?? 0) - here.y) - Math.abs((places.get(b)?.y ?? 0) - here.y))[0]
  if (way === 'ArrowRight') return near(edges.filter(([before]) => before === from).map(([, to]) => to))
  if (way === 'ArrowLeft') return near(edges.filter(([, after]) => after === from).map(([before]) => before))
  const isBeyond = (y: number) => (way === 'ArrowUp' ? y < here.y : y > here.y)
  return near([...places].filter(([, place]) => place.layer === here.layer && isBeyond(place.y)).map(([id]) => id))
}
