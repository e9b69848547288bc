// How workers were: of one for its page, and of some for the lanes of the overview in one question.

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { call } from './call'
import { keys, readOnSight } from './queries'
import type { Worker } from './schema'

/** All that is kept of one worker. */
const MOST_SPANS = 500
/** What follows from silence is told by nobody. */
const EVERY_MS = 30_000
/** As many as one question may be about. */
const MOST_WORKERS = 50

/** Read again when the worker is otherwise. */
export const workerPastQuery = ({ id, liveness }: Worker) =>
  queryOptions({
    ...readOnSight,
    queryKey: [...keys.worker(id), 'past', liveness],
    queryFn: ({ signal }) => call('get', '/v1/workers/{id}/history', { path: { id }, query: { limit: MOST_SPANS }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  })

/** How these workers were since a moment, by their ids. */
export function fleetPastQuery(workers: readonly Worker[], since: number) {
  const asked = workers.slice(0, MOST_WORKERS)
  const ids = asked.map(({ id }) => id).join(',')
  return queryOptions({
    ...readOnSight,
    queryKey: [...keys.workers, 'past', ids, since, asked.map(({ liveness }) => liveness).join(' ')],
    queryFn: ({ signal }) => call('get', '/v1/workers/history', { query: { workers: ids, since: new Date(since).toISOString() }, signal }),
    select: ({ items }) => new Map(items.map(({ worker, spans }) => [worker, spans])),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
    enabled: asked.length > 0,
  })
}
