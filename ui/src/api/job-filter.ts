// Which jobs a list shows: states, a batch, labels and a text. It stands in the address, so that a view can be sent to somebody.

import type { Job, JobState } from './schema'

/** Labels are `name=value`, and a job has all of them. The runs of a schedule are asked for alone. */
export type JobFilter = { state?: JobState[]; batch?: string; schedule?: string; label?: string[]; search?: string }
export type WrittenFilter = { state?: string; batch?: string; schedule?: string; label?: string; search?: string }

/** What a link within the list takes along. */
type Kept = { [Name in keyof WrittenFilter]: WrittenFilter[Name] | undefined }
export const keepFilter = ({ state, search, batch, label, schedule }: Kept): Kept => ({ state, search, batch, label, schedule })

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
export const isLabel = (text: string): boolean => text.indexOf('=') > 0

/** The filter in the address's query; what is not understood is left out. */
export function readFilter(query: Record<string, unknown>): JobFilter {
  const schedule = query['schedule']
  if (typeof schedule === 'string' && schedule) return { schedule }
  const named = typeof query['state'] === 'string' ? query['state'].split(',').filter(isState) : []
  const state = [...new Set(named)]
  const labels = typeof query['label'] === 'string' ? query['label'].split(',').filter(isLabel) : []
  const label = [...new Set(labels)].slice(0, MOST_LABELS)
  const search = (typeof query['search'] === 'string' || typeof query['search'] === 'number' ? String(query['search']) : '').trim()
  const batch = query['batch']
  return {
    ...(state.length > 0 ? { state } : {}),
    ...(isBatch(batch) ? { batch } : {}),
    ...(label.length > 0 ? { label } : {}),
    ...(search ? { search } : {}),
  }
}

/** The same filter, as the address and the API write it. */
export function writeFilter({ state, batch, schedule, label, search }: JobFilter): WrittenFilter {
  const [states, labels] = [state?.join(','), label?.join(',')]
  return {
    ...(states ? { state: states } : {}),
    ...(batch ? { batch } : {}),
    ...(schedule ? { schedule } : {}),
    ...(labels ? { label: labels } : {}),
    ...(search ? { search } : {}),
  }
}

/** Whether the coordinator would list this job; the live stream needs the same answer without asking. */
export function isListed(job: Job, { state, batch, schedule, label, search }: JobFilter): boolean {
  if (schedule && job.schedule !== schedule) return false
  if (batch && job.batch !== batch) return false
  if (state?.length && !state.includes(job.state)) return false
  if (label && !label.every((one) => labelsOf(job).includes(one))) return false
  if (!search) return true
  const wanted = search.toLowerCase()
  return [job.id, job.command, job.name ?? ''].some((text) => text.toLowerCase().includes(wanted))
}
