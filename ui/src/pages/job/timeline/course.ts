// The course of a job: what happened to it and when, as steps for a list and as spans for a picture.
//
// Pure: the words are chosen by whoever shows it, and `now` is passed in.

import { isOver } from '~/api/can'
import type { Attempt, AuditEvent, Job, JobWait } from '~/api/schema'

/** What people do to a job, as the audit log calls it. */
export const deeds = ['job.cancel', 'job.hold', 'job.release', 'job.priority'] as const
export type Deed = (typeof deeds)[number]

export type Step = { id: string; at: string; /** Which span of the picture it is about. */ span?: string } & (
  | { kind: 'submitted' }
  | { kind: 'deed'; deed: Deed; by: string; reason: string | undefined }
  | { kind: 'leased' | 'began' | 'ended'; attempt: Attempt; /** How long what it ends had gone on, from when. */ since: string; /** What it had waited for. */ waited?: JobWait[] }
  | { kind: 'waits'; waited: JobWait[] }
  | { kind: 'next' }
  | { kind: 'over' }
)

export type Span = { id: string; kind: 'waits' | 'starts' | 'runs'; from: number; /** Nothing while it goes on. */ to: number | undefined; attempt?: Attempt; wait?: JobWait }

/** The wait between attempts has a line of its own, and each attempt one. */
export type Course = { steps: Step[]; waits: Span[]; attempts: { attempt: Attempt; spans: Span[] }[]; from: number; to: number }

const ms = (iso: string): number => Date.parse(iso)

export function course(job: Job, attempts: readonly Attempt[], events: readonly AuditEvent[], now: number, waited: readonly JobWait[] = []): Course {
  const inOrder = attempts.toSorted((a, b) => a.number - b.number)
  const waits = waitsOf(job, inOrder).flatMap((span) => parted(span, waited))
  const steps = [...stepsOf(job, inOrder, waited), ...events.flatMap(deed)].toSorted((a, b) => ms(a.at) - ms(b.at))
  const ends = [job.finished_at, ...inOrder.map(({ ended_at: at }) => at)].flatMap((at) => (at ? ms(at) : []))
  const from = ms(job.created_at)
  return {
    steps,
    waits,
    attempts: inOrder.map((attempt) => ({ attempt, spans: spansOf(attempt) })),
    from,
    // A clock that is a little behind must not turn the picture round.
    to: Math.max(from + 1, ...ends, isOver(job.state) ? 0 : now),
  }
}

function deed({ id, at, action, actor, detail, outcome }: AuditEvent): Step[] {
  const known = deeds.find((one) => one === action)
  if (!known || outcome !== 'succeeded') return []
  const { reason } = detail as { reason?: unknown }
  return [{ kind: 'deed', id, at, deed: known, by: actor, reason: typeof reason === 'string' ? reason : undefined }]
}

/** What it waited for in this time. */
const within = (waited: readonly JobWait[], from: number, to: number): JobWait[] => waited.filter((wait) => ms(wait.from) < to && (wait.until ? ms(wait.until) : Infinity) > from)

/** A wait by what it was for, where that is known; what is not stays a wait. */
function parted(span: Span, waited: readonly JobWait[]): Span[] {
  const parts: Span[] = []
  let at = span.from
  const add = (to: number | undefined, wait?: JobWait) => {
    if (to === undefined || to > at) parts.push({ ...span, id: `${span.id}${parts.length > 0 ? ` ${parts.length}` : ''}`, from: at, to, ...(wait ? { wait } : {}) })
    at = to ?? Infinity
  }
  for (const wait of within(waited, span.from, span.to ?? Infinity)) {
    if (ms(wait.from) > at) add(ms(wait.from))
    const until = wait.until ? ms(wait.until) : undefined
    add(span.to === undefined ? until : Math.min(until ?? span.to, span.to), wait)
  }
  if (at < (span.to ?? Infinity)) add(span.to)
  return parts
}

function stepsOf(job: Job, attempts: Attempt[], waited: readonly JobWait[]): Step[] {
  const steps: Step[] = [{ kind: 'submitted', id: 'submitted', at: job.created_at }]
  let since = job.created_at
  for (const attempt of attempts) {
    const { number, leased_at: leased, started_at: began, ended_at: ended } = attempt
    steps.push({ kind: 'leased', id: `leased ${number}`, span: `waits ${number}`, at: leased, attempt, since, waited: within(waited, ms(since), ms(leased)) })
    if (began) steps.push({ kind: 'began', id: `began ${number}`, span: `starts ${number}`, at: began, attempt, since: leased })
    if (ended) steps.push({ kind: 'ended', id: `ended ${number}`, span: began ? `runs ${number}` : `starts ${number}`, at: ended, attempt, since: began ?? leased })
    since = ended ?? since
  }
  if (job.finished_at) steps.push({ kind: 'over', id: 'over', at: job.finished_at })
  else if (isWaiting(job)) steps.push({ kind: 'waits', id: 'waits', span: 'waits', at: since, waited: within(waited, ms(since), Infinity) })
  if (job.retry_at && isWaiting(job)) steps.push({ kind: 'next', id: 'next', at: job.retry_at })
  return steps
}

const isWaiting = ({ state }: Job): boolean => ['blocked', 'queued', 'retry_wait'].includes(state)

function waitsOf(job: Job, attempts: Attempt[]): Span[] {
  const spans: Span[] = []
  let since: string | undefined = job.created_at
  for (const { number, leased_at: leased, ended_at: ended } of attempts) {
    if (since) spans.push({ id: `waits ${number}`, kind: 'waits', from: ms(since), to: ms(leased) })
    since = ended ?? undefined
  }
  const isLast = isWaiting(job) || (attempts.length === 0 && job.finished_at)
  if (since && isLast) spans.push({ id: 'waits', kind: 'waits', from: ms(since), to: job.finished_at ? ms(job.finished_at) : undefined })
  return spans
}

function spansOf(attempt: Attempt): Span[] {
  const { number, leased_at: leased, started_at: began, ended_at: ended } = attempt
  const end = ended ? ms(ended) : undefined
  const starts: Span = { id: `starts ${number}`, kind: 'starts', from: ms(leased), to: began ? ms(began) : end, attempt }
  return began ? [starts, { id: `runs ${number}`, kind: 'runs', from: ms(began), to: end, attempt }] : [starts]
}

const SECOND = 1000
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400].map((seconds) => seconds * SECOND)]
const DAY = 86_400 * SECOND

/** Where marks stand on a line of this length, in milliseconds from its beginning: at round spans, and few of them. */
export function marks(length: number, most = 5): number[] {
  const step = STEPS.find((one) => length / one <= most) ?? Math.ceil(length / most / DAY) * DAY
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step)
}

/** Puts spans that overlap into rows of their own, as few as are needed. */
export function packed<T extends { from: number; to: number }>(spans: readonly T[]): T[][] {
  const rows: { end: number; spans: T[] }[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const row = rows.find(({ end }) => end <= span.from)
    if (row) {
      row.spans.push(span)
      row.end = span.to
    } else {
      rows.push({ end: span.to, spans: [span] })
    }
  }
  return rows.map(({ spans: inRow }) => inRow)
}
