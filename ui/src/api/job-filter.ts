// Which jobs a list shows: states, a batch, labels and a text. It stands in the address, so that a view can be sent to somebody.

import type { Job, JobState } from './schema'

/** Labels are `name=value`, and a job has all of them. */
export type JobFilter = { state?: JobState[]; batch?: string; label?: string[]; search?: string }
export type WrittenFilter = { state?: string; batch?: string; label?: string; search?: string }

/** The coordinator takes no more at once. */
const MOST_LABELS = 8

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

const isState = (text: string): text is JobState => Object.hasOwn(ALL, text)

const isBatch = (value: unknown): value is string => typeof value === 'string' && /^job_[1-9]\d*$/.test(value)
const isLabel = (text: string): boolean => text.indexOf('=') > 0

/** The filter in the address's query; what is not understood is left out. */
export function readFilter(query: Record<string, unknown>): JobFilter {
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
export function writeFilter({ state, batch, label, search }: JobFilter): WrittenFilter {
  const [states, labels] = [state?.join(','), label?.join(',')]
  return { ...(states ? { state: states } : {}), ...(batch ? { batch } : {}), ...(labels ? { label: labels } : {}), ...(search ? { search } : {}) }
}

/** What the query box shows: `state:running,failed batch:job_12 label:team=ml cargo test`. A label with a space stands in quotes. */
export function showFilter({ state, batch, label, search }: JobFilter): string {
  const labels = label?.map((one) => (/\s/.test(one) ? `label:"${one}"` : `label:${one}`)) ?? []
  return [state?.length ? `state:${state.join(',')}` : '', batch ? `batch:${batch}` : '', ...labels, search ?? ''].filter(Boolean).join(' ')
}

/** The filter that somebody typed. An unknown state is not dropped in silence: it stays part of the text. */
export function parseFilter(text: string): JobFilter {
  const state = new Set<JobState>()
  const label: string[] = []
  const rest = text.replace(/(^|\s)label:(?:"([^"]*)"|([^\s"]*))(?=\s|$)/g, (whole, space: string, quoted?: string, plain?: string) => {
    const named = (quoted ?? plain ?? '').split(',')
    if (!named.every(isLabel)) return whole
    label.push(...named)
    return space
  })
  let batch: string | undefined
  const words = rest.split(/\s+/).filter((word) => {
    const first = word.startsWith('batch:') ? word.slice('batch:'.length) : undefined
    if (batch === undefined && isBatch(first)) {
      batch = first
      return false
    }
    const named = word.startsWith('state:') ? word.slice('state:'.length).split(',').filter(Boolean) : []
    const isStates = named.length > 0 && named.every(isState)
    if (isStates) for (const name of named) state.add(name)
    return !isStates
  })
  return readFilter({ state: [...state].join(','), batch, label: label.join(','), search: words.join(' ') })
}

/** Whether the coordinator would list this job; the live stream needs the same answer without asking. */
export function isListed(job: Job, { state, batch, label, search }: JobFilter): boolean {
  if (batch && job.batch !== batch) return false
  if (state?.length && !state.includes(job.state)) return false
  if (label && !label.every((one) => labelsOf(job).includes(one))) return false
  if (!search) return true
  const wanted = search.toLowerCase()
  return [job.id, job.command, job.name ?? ''].some((text) => text.toLowerCase().includes(wanted))
}
