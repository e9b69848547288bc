// When things ran: spans of time, from what the coordinator remembers.

import type { Operation } from '~/api/schema'

export const HOUR_MS = 3_600_000
export const DAY_HOURS = 24

/** From one moment up to another; what still runs ends now. */
export type Span = { from: number; to: number }

export const within = ({ from, to }: Span, window: Span): Span | undefined => {
  const cut = { from: Math.max(from, window.from), to: Math.min(to, window.to) }
  return cut.from < cut.to ? cut : undefined
}

export const length = (spans: Span[]): number => spans.reduce((sum, { from, to }) => sum + to - from, 0)

const TURNS_ON = new Set(['create', 'start', 'adopt'])

/** When something at a provider ran, by what was done with it. Before the first thing that is remembered it is taken to be off. */
export function runs(operations: Pick<Operation, 'kind' | 'state' | 'ended_at'>[], isOn: boolean, now: number): Span[] {
  const done = operations.flatMap(({ kind, state, ended_at: at }) => (state === 'done' && at ? [{ isOn: TURNS_ON.has(kind), at: Date.parse(at) }] : []))
  const spans: Span[] = []
  let since: number | undefined
  for (const turn of done.toSorted((a, b) => a.at - b.at)) {
    if (turn.isOn) since ??= turn.at
    else if (since !== undefined) {
      spans.push({ from: since, to: turn.at })
      since = undefined
    }
  }
  if (since !== undefined && isOn) spans.push({ from: since, to: now })
  return spans
}

export const startOfDay = (now: number): number => new Date(now).setHours(0, 0, 0, 0)

/** The next midnight, of a day that may have 23 hours or 25. */
export const endOfDay = (now: number): number => new Date(startOfDay(now)).setDate(new Date(now).getDate() + 1)
