// Which jobs a list shows: states and a text. It stands in the address, so that a view can be sent to somebody.

import type { Job, JobState } from './schema'

export type JobFilter = { state?: JobState[]; search?: string }

/** Every state, once: a new state of the wire does not compile until it is named here. */
const ALL = {
  queued: 0,
  retry_wait: 1,
  leased: 2,
  running: 3,
  succeeded: 4,
  failed: 5,
  cancelled: 6,
  timed_out: 7,
  quarantined: 8,
} satisfies Record<JobState, number>

export const jobStates = Object.keys(ALL) as JobState[]

const isState = (text: string): text is JobState => Object.hasOwn(ALL, text)

/** The filter in the address's query; what is not understood is left out. */
export function readFilter(query: Record<string, unknown>): JobFilter {
  const named = typeof query['state'] === 'string' ? query['state'].split(',').filter(isState) : []
  const state = [...new Set(named)]
  const search = (typeof query['search'] === 'string' || typeof query['search'] === 'number' ? String(query['search']) : '').trim()
  return { ...(state.length > 0 ? { state } : {}), ...(search ? { search } : {}) }
}

/** The same filter, as the address and the API write it. */
export function writeFilter({ state, search }: JobFilter): { state?: string; search?: string } {
  return { ...(state?.length ? { state: state.join(',') } : {}), ...(search ? { search } : {}) }
}

/** What the query box shows: `state:running,failed cargo test`. */
export function showFilter({ state, search }: JobFilter): string {
  return [state?.length ? `state:${state.join(',')}` : '', search ?? ''].filter(Boolean).join(' ')
}

/** The filter that somebody typed. An unknown state is not dropped in silence: it stays part of the text. */
export function parseFilter(text: string): JobFilter {
  const state = new Set<JobState>()
  const words = text.split(/\s+/).filter((word) => {
    const named = word.startsWith('state:') ? word.slice('state:'.length).split(',').filter(Boolean) : []
    const isStates = named.length > 0 && named.every(isState)
    if (isStates) for (const name of named) state.add(name)
    return !isStates
  })
  return readFilter({ state: [...state].join(','), search: words.join(' ') })
}

/** Whether the coordinator would list this job; the live stream needs the same answer without asking. */
export function isListed(job: Job, { state, search }: JobFilter): boolean {
  if (state?.length && !state.includes(job.state)) return false
  if (!search) return true
  const wanted = search.toLowerCase()
  return [job.id, job.command, job.name ?? ''].some((text) => text.toLowerCase().includes(wanted))
}
