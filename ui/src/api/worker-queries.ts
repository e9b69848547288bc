// Workers page by page, and one by one.

import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { newerPages, newerWorker } from '~/live/newer'
import { call } from './call'
import { keys, readOnSight } from './queries'
import type { Worker, Workers } from './schema'

export type WorkerPages = InfiniteData<Workers, string | undefined>

/** A worker's row says more than a job's, so a page of them is shorter. */
const WORKERS_PER_PAGE = 100
/** Nothing tells that a worker has come to match a query. */
export const FOUND_EVERY_MS = 3000

/** The workers that match a query, page by page. */
export const workerPagesQuery = (query: string) =>
  infiniteQueryOptions({
    queryKey: keys.workerList(query),
    queryFn: ({ pageParam }) => {
      const asked = { ...(query ? { query } : {}), ...(pageParam === undefined ? {} : { cursor: pageParam }) }
      return call('get', '/v1/workers', { query: { ...asked, page_size: WORKERS_PER_PAGE } })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    structuralSharing: (known, read) => newerPages(known as WorkerPages | undefined, read as WorkerPages, newerWorker),
    placeholderData: keepPreviousData,
    ...(query ? { refetchInterval: FOUND_EVERY_MS } : {}),
  })

/** One worker, however many there are. */
export const workerQuery = (id: string) =>
  queryOptions({
    queryKey: keys.worker(id),
    queryFn: async (): Promise<Worker> => (await call('get', '/v1/workers/{id}', { path: { id } })).worker,
    structuralSharing: (known, read) => newerWorker(known as Worker | undefined, read as Worker),
  })

/** Nothing tells that an update has gone on, or that somebody has asked for one. */
const GOES_ON_EVERY_MS = 1000
const IS_ASKED_FOR_EVERY_MS = 5000

/** How far updates are, counted by the coordinator: the list here is only the beginning of a large fleet. */
export const updatesQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.workerUpdates,
  queryFn: ({ signal }) => call('get', '/v1/updates', { signal }),
  refetchInterval: ({ state: { data } }) => (data?.last && data.last.over < data.last.total ? GOES_ON_EVERY_MS : IS_ASKED_FOR_EVERY_MS),
})
