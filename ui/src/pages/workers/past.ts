// How a worker was in a window of time. Pure: what nobody has seen is a piece of its own, so that every moment has one.

import type { WorkerLiveness, WorkerSpan } from '~/api/schema'

export type PastKind = WorkerLiveness | 'unknown'
export type Piece = { kind: PastKind; from: number; to: number }

/** From spans in any order, and up to the end of the window where one goes on. */
export function pieces(spans: readonly WorkerSpan[], window: { from: number; to: number }): Piece[] {
  const known = spans
    .map(({ from, until, state }): Piece => ({ kind: state, from: Math.max(Date.parse(from), window.from), to: Math.min(until ? Date.parse(until) : window.to, window.to) }))
    .filter(({ from, to }) => from < to)
    .toSorted((a, b) => a.from - b.from)
  const all: Piece[] = []
  let at = window.from
  for (const piece of known) {
    if (piece.from > at) all.push({ kind: 'unknown', from: at, to: piece.from })
    all.push(piece)
    at = Math.max(at, piece.to)
  }
  if (at < window.to) all.push({ kind: 'unknown', from: at, to: window.to })
  return all
}

const ORDER: PastKind[] = ['online', 'asleep', 'disconnected', 'lost', 'unknown']

/** A shorter time is no news: "0 s" says nothing. */
const SHORTEST_MS = 1000

/** How long it was what, in milliseconds; what it never was is left out. */
export const sums = (all: readonly Piece[]): { kind: PastKind; span: number }[] =>
  ORDER.map((kind) => ({ kind, span: all.filter((piece) => piece.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0) })).filter(({ span }) => span >= SHORTEST_MS)
