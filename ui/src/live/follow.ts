// Jobs and workers, followed for every page at once; and what follows from them, which the live stream does not tell.

import type { Query, QueryClient } from '@tanstack/react-query'
import type { JobFilter } from '~/api/job-filter'
import { AGES_EVERY_MS, type JobPages, keys } from '~/api/queries'
import type { Job, StreamEvent } from '~/api/schema'
import { FOUND_EVERY_MS } from '~/api/worker-queries'
import { applyEvents, keepUp } from './cache'
import { gathered } from './gathered'
import type { LiveStream } from './stream'
import { paced } from './paced'

/** How often what changes is drawn anew. */
const CHANGES_EVERY_MS = 400
/** How often the numbers of the whole fleet, and why one job waits, are read again while things change. */
const NUMBERS_EVERY_MS = 1000
/** How often a list's reasons are. */
const REASONS_EVERY_MS = 5000
/** A list of more pages is not read again for the sake of its reasons. */
const MOST_PAGES_AGAIN = 5

export function followAll(client: QueryClient, live: LiveStream): () => void {
  const again = (ms: number, which: { queryKey: readonly unknown[] } | { predicate: (query: Query) => boolean }) =>
    paced(ms, () => client.invalidateQueries(which, { cancelRefetch: false }))
  const afterAny = [again(NUMBERS_EVERY_MS, { queryKey: keys.overview }), again(AGES_EVERY_MS, { predicate: isByAge })]
  const afterWorkers = [
    // What keeps a worker from a job may not be what it was.
    again(NUMBERS_EVERY_MS, { queryKey: keys.explanations }),
    again(REASONS_EVERY_MS, { predicate: dependsOnWorkers }),
    again(FOUND_EVERY_MS, { predicate: isSearch }),
  ]
  const changes = gathered<StreamEvent>(CHANGES_EVERY_MS, (events) => {
    applyEvents(client, events)
    for (const read of afterAny) read()
    if (events.some(({ type }) => type === 'workers' || type === 'worker_gone')) for (const read of afterWorkers) read()
  })
  const onEvent = (event: StreamEvent) => {
    if (event.type !== 'log') changes.add(event)
  }
  const stops = [keepUp(client), live.follow({ name: () => 'jobs,workers', onEvent }), changes.stop]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Lists of jobs that become too old for them, or old enough. */
function isByAge({ queryKey: [of, part, filter] }: Query): boolean {
  if (of !== 'jobs' || part !== 'list') return false
  const { older, newer } = filter as JobFilter
  return older !== undefined || newer !== undefined
}

/** Workers that match a query. */
const isSearch = ({ queryKey: [of, part, query] }: Query): boolean => of === 'workers' && part === 'list' && query !== ''

/** Whether it shows why a job waits, which depends on all workers, or how its own is. */
function dependsOnWorkers({ queryKey: [of, part], state: { data } }: Query): boolean {
  if (of !== 'jobs' || data === undefined) return false
  if (part === 'one') return isWithWorkers(data as Job)
  const pages = part === 'list' ? (data as JobPages).pages : []
  return pages.length <= MOST_PAGES_AGAIN && pages.some(({ items }) => items.some(isWithWorkers))
}

const isWithWorkers = ({ state }: Job): boolean => state === 'queued' || state === 'leased' || state === 'running'
