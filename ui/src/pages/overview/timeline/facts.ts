// What happened in the last hours: how many jobs ran at each moment, what failed, and how each worker was.

import type { Job, Operation, Worker, WorkerSpan } from '~/api/schema'
import { isNoFault, kept, UNREAD } from '~/pages/workers/standing'
import { runs, type Span, within } from '../spans'

export type Moment = { at: number; running: number }

const FAILED = new Set(['failed', 'timed_out', 'quarantined'])

/** When a job ran; one that runs has not ended yet. */
export function ran(job: Job, now: number): Span | undefined {
  if (!job.started_at) return undefined
  const from = Date.parse(job.started_at)
  const to = job.finished_at ? Date.parse(job.finished_at) : now
  // What ran for less than a moment was there all the same.
  return { from, to: Math.max(to, from + 1) }
}

/** How many ran, from each change to the next. */
export function moments(jobs: Job[], window: Span): Moment[] {
  const changes = jobs.flatMap((job) => {
    const span = ran(job, window.to)
    const cut = span && within(span, window)
    return cut ? [{ at: cut.from, by: 1 }, ...(cut.to < window.to ? [{ at: cut.to, by: -1 }] : [])] : []
  })
  const all: Moment[] = [{ at: window.from, running: 0 }]
  for (const { at, by } of changes.toSorted((a, b) => a.at - b.at || a.by - b.by)) {
    const last = all.at(-1) as Moment
    if (last.at === at) last.running += by
    else all.push({ at, running: last.running + by })
  }
  return all
}

export const runningAt = (jobs: Job[], at: number, now: number): Job[] =>
  jobs.filter((job) => {
    const span = ran(job, now)
    return span && span.from <= at && at < Math.max(span.to, span.from + 1)
  })

/** What runs has begun and has not ended, whatever the clocks of its worker and of this machine say. */
export const runningNow = (jobs: Job[]): Job[] => jobs.filter(({ started_at, finished_at }) => started_at && !finished_at)

export const failures = (jobs: Job[], window: Span): { job: Job; at: number }[] =>
  jobs.flatMap((job) => {
    const at = job.finished_at ? Date.parse(job.finished_at) : Number.NaN
    return FAILED.has(job.state) && at >= window.from && at <= window.to ? [{ job, at }] : []
  })

export type Cluster = { at: number; jobs: Job[] }

/** Failures that lie so near to each other that their crosses would be one blot, as one with their number. */
export function clusters(failed: { job: Job; at: number }[], window: Span, share: number): Cluster[] {
  const apart = (window.to - window.from) * share
  const all: (Cluster & { until: number })[] = []
  for (const { job, at } of failed.toSorted((a, b) => a.at - b.at)) {
    const last = all.at(-1)
    if (last && at - last.until < apart) {
      last.jobs.push(job)
      last.until = at
    } else all.push({ at, until: at, jobs: [job] })
  }
  return all.map(({ at, until, jobs }) => ({ at: (at + until) / 2, jobs }))
}

export type Lane = { id: string; name: string; spans: (Span & { kind: LaneKind })[] }
export type LaneKind = 'online' | 'asleep' | 'disconnected' | 'lost' | 'paused' | 'busy' | 'unknown' | 'environment' | 'made' | 'stopped'

/** One that has not come is, as long as its machine explains that, like its machine. */
const kindOf = (worker: Worker, machine: string | undefined): LaneKind => {
  if (machine === UNREAD) return 'unknown'
  if (!isNoFault(machine)) return worker.liveness
  return machine === 'stopped' ? 'stopped' : 'made'
}

/** How a worker was: as it was written down, surely since its state is what it is now, and while it ran jobs. What was between is not known. */
export function workerLane(worker: Worker, jobs: Job[], window: Span, machine?: string, operations: Operation[] = [], past: readonly WorkerSpan[] = []): Lane {
  const since = Date.parse(worker.liveness_since)
  const joined = Date.parse(worker.joined_at)
  const now = window.to
  const spans: Lane['spans'] = [
    { kind: 'unknown' as const, from: joined, to: since },
    // Of a machine at a provider it is known when it was started and stopped.
    ...runs(operations.filter(({ resource }) => resource === worker.id), worker.liveness === 'online', now).map((span) => ({ ...span, kind: 'environment' as const, to: Math.min(span.to, since) })),
    ...kept(worker, past).map(({ state, from, until }) => ({ kind: state, from: Date.parse(from), to: Math.min(until ? Date.parse(until) : since, since) })),
    { kind: kindOf(worker, machine), from: since, to: now },
    ...(worker.pause ? [{ kind: 'paused' as const, from: Date.parse(worker.pause.at), to: now }] : []),
    ...jobs.filter((job) => job.worker?.id === worker.id).flatMap((job) => {
      const span = ran(job, now)
      return span ? [{ ...span, kind: 'busy' as const }] : []
    }),
  ].flatMap((span) => {
    const cut = within(span, window)
    return cut ? [{ ...cut, kind: span.kind }] : []
  })
  return { id: worker.id, name: worker.name, spans }
}

export function environmentLane({ id, name, status }: { id: string; name: string; status: string }, operations: Operation[], window: Span): Lane {
  const running = runs(operations.filter(({ resource }) => resource === id), status === 'running', window.to)
  const spans = running.flatMap((span) => {
    const cut = within(span, window)
    return cut ? [{ ...cut, kind: 'environment' as const }] : []
  })
  return { id, name, spans }
}

/** What is known of a lane at a moment; what is drawn on top counts. */
export const kindAt = ({ spans }: Lane, at: number): LaneKind | undefined => spans.findLast(({ from, to }) => from <= at && at <= to)?.kind

/** Round times to write below, so many as there is room for. */
export function ticks(window: Span, most: number): number[] {
  const steps = [5, 10, 15, 30, 60, 120, 180, 240, 360].map((minutes) => minutes * 60_000)
  const span = window.to - window.from
  const step = steps.find((one) => span / one <= most) ?? (steps.at(-1) as number)
  const offset = new Date(window.from).getTimezoneOffset() * 60_000
  const first = Math.ceil((window.from - offset) / step) * step + offset
  return Array.from({ length: Math.max(0, Math.floor((window.to - first) / step) + 1) }, (_, index) => first + index * step)
}
