// Which jobs a list shows: states, labels, a worker, an age, a batch and a text. It stands in the address, so that a view can be
// sent to somebody.

import type { Job, JobState } from './schema'

/** A label is `name=value`, or the name of one that a job has or asks its worker for. The runs of a schedule are asked for alone. */
export type JobFilter = { state?: JobState[]; label?: string[]; worker?: string; older?: string; newer?: string; batch?: string; schedule?: string; search?: string }
export type WrittenFilter = { [Name in keyof JobFilter]?: string }

/** The parts of a filter, in the order in which they are shown. */
export const filterParts = ['state', 'worker', 'older', 'newer', 'batch', 'schedule', 'label', 'search'] as const satisfies (keyof JobFilter)[]

/** What a link within the list takes along. */
type Kept = { [Name in keyof WrittenFilter]: WrittenFilter[Name] | undefined }
export const keepFilter = (kept: Kept): Kept => Object.fromEntries(filterParts.map((part) => [part, kept[part]])) as Kept

/** The coordinator takes no more at once. */
export const MOST_LABELS = 8

export const labelsOf = (job: Pick<Job, 'labels'>): string[] => Object.entries(job.labels ?? {}).map(([name, value]) => `${name}=${value}`)

/** Every state, once: a new state of the wire does not compile until it is named here. */
const ALL = {
  blocked: 0,
  queued: 1,
  retry_wait: 2,
  leased: 3,
  running: 4,
  succeeded: 5,
  failed: 6,
  cancelled: 7,
  timed_out: 8,
  quarantined: 9,
} satisfies Record<JobState, number>

export const jobStates = Object.keys(ALL) as JobState[]

export const isState = (text: string): text is JobState => Object.hasOwn(ALL, text)

export const isBatch = (value: unknown): value is string => typeof value === 'string' && /^job_[1-9]\d*$/.test(value)
export const isLabel = (text: string): boolean => text !== '' && !text.startsWith('=')
export const isSchedule = (text: string): boolean => /^[A-Za-z0-9][\w.-]{0,63}$/.test(text)

const WORTH: Record<string, number> = { s: 1, m: 60, min: 60, h: 3600, d: 86_400, w: 604_800 }

/** `90`, `90s`, `15min`, `1h30m` in seconds; nothing if it is no span of time. */
export function span(text: string): number | undefined {
  if (!/^(?:\d{1,12}|(?:\d{1,9}(?:min|[smhdw]))+)$/.test(text)) return undefined
  return [...text.matchAll(/(\d+)([a-z]*)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (WORTH[unit || 's'] ?? 0), 0)
}

/** The filter in the address's query; what is not understood is left out. */
export function readFilter(query: Record<string, unknown>): JobFilter {
  const schedule = query['schedule']
  if (typeof schedule === 'string' && schedule) return { schedule }
  const named = typeof query['state'] === 'string' ? query['state'].split(',').filter(isState) : []
  const state = [...new Set(named)]
  const labels = typeof query['label'] === 'string' ? query['label'].split(',').filter(isLabel) : []
  const label = [...new Set(labels)].slice(0, MOST_LABELS)
  const [search, worker, older, newer] = (['search', 'worker', 'older', 'newer'] as const).map((part) => textOf(query[part]))
  const batch = query['batch']
  return {
    ...(state.length > 0 ? { state } : {}),
    ...(worker ? { worker } : {}),
    ...(older && span(older) !== undefined ? { older } : {}),
    ...(newer && span(newer) !== undefined ? { newer } : {}),
    ...(isBatch(batch) ? { batch } : {}),
    ...(label.length > 0 ? { label } : {}),
    ...(search ? { search } : {}),
  }
}

/** What looks like a number in an address is one. */
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '').trim()

/** The same filter, as the address has it. */
export function writeFilter(filter: JobFilter): WrittenFilter {
  const written = filterParts.map((part) => [part, filter[part]?.toString()])
  return Object.fromEntries(written.filter(([, value]) => value)) as WrittenFilter
}

/** The names of labels that a job asks its worker for. */
function wantedBy({ requirements }: Job): string[] {
  if (!Array.isArray(requirements)) return Object.keys(requirements ?? {})
  const named = (requirements as string[]).filter((one) => !one.startsWith('not ') && !/^(?:"(?:[^"\\]|\\.)*"|\S+) !=/.test(one))
  return named.flatMap((one) => /^(?:"((?:[^"\\]|\\.)*)"|(\S+))/.exec(one)?.slice(1).filter(Boolean) ?? [])
}

const hasLabel = (job: Job, label: string): boolean =>
  label.includes('=') ? labelsOf(job).includes(label) : Object.hasOwn(job.labels ?? {}, label) || wantedBy(job).includes(label)

/** Whether it was accepted longer ago. */
const isOlder = (job: Job, than: string): boolean => Date.parse(job.created_at) <= Date.now() - (span(than) ?? 0) * 1000

/** Whether the coordinator would list this job; the live stream needs the same answer without asking. */
export function isListed(job: Job, { state, batch, schedule, label, worker, older, newer, search }: JobFilter): boolean {
  if (schedule && job.schedule !== schedule) return false
  if (batch && job.batch !== batch) return false
  if (state?.length && !state.includes(job.state)) return false
  if (label && !label.every((one) => hasLabel(job, one))) return false
  if (worker && job.worker?.name !== worker && job.worker?.id !== worker) return false
  if (older && !isOlder(job, older)) return false
  if (newer && isOlder(job, newer)) return false
  if (!search) return true
  const wanted = search.toLowerCase()
  return [job.id, job.command, job.name ?? ''].some((text) => text.toLowerCase().includes(wanted))
}
