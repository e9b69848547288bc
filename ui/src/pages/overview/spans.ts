// When things ran: spans of time, from what the coordinator remembers.

import type { Operation } from '~/api/schema'

export const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** From one moment up to another; what still runs ends now. */
export type Span = { from: number; to: number }

export const within = ({ from, to }: Span, window: Span): Span | undefined => {
  const cut = { from: Math.max(from, window.from), to: Math.min(to, window.to) }
  return cut.from < cut.to ? cut : undefined
}

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

/** `2026-03-04`: usage is counted by days of UTC. */
export const utcDay = (now: number): string => new Date(now).toISOString().slice(0, '2026-03-04'.length)

export const endOfUtcDay = (now: number): number => (Math.floor(now / DAY_MS) + 1) * DAY_MS
