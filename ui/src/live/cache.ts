// Puts what the live stream tells into the query cache, so that every page that shows it changes at once.

import { notifyManager, type Query, type QueryClient } from '@tanstack/react-query'
import type { JobFilter } from '~/api/job-filter'
import type { JobPages } from '~/api/queries'
import type { Job, StreamEvent, Worker, Workers } from '~/api/schema'
import type { WorkerPages } from '~/api/worker-queries'
import { withJobs, withoutWorker, withWorkers } from './lists'
import { newerJob, newerWorker } from './newer'

/** The newest that was told of each thing. */
type Told = { jobs: Map<string, Job>; workers: Map<string, Worker>; gone: Set<string> }

const nothing = (): Told => ({ jobs: new Map(), workers: new Map(), gone: new Set() })

function add(told: Told, jobs: Iterable<Job>, workers: Iterable<Worker> = [], gone: Iterable<string> = []): Told {
  for (const job of jobs) told.jobs.set(job.id, newerJob(told.jobs.get(job.id), job))
  for (const worker of workers) told.workers.set(worker.id, newerWorker(told.workers.get(worker.id), worker))
  for (const id of gone) told.gone.add(id)
  return told
}

/** All at once, so that a thousand changes are one to whoever shows them. */
export function applyEvents(client: QueryClient, events: StreamEvent[]): void {
  const told = nothing()
  for (const event of events) {
    if (event.type === 'jobs') add(told, event.items)
    if (event.type === 'workers') add(told, [], event.items)
    if (event.type === 'worker_gone') add(told, [], [], [event.worker])
  }
  apply(client, told)
}

/** Puts in a job that is known to be newer. */
export const applyJob = (client: QueryClient, job: Job): void => apply(client, add(nothing(), [job]))

/** Puts in workers as they are now, wherever they are shown. */
export const applyWorkers = (client: QueryClient, workers: Worker[]): void => apply(client, add(nothing(), [], workers))

function apply(client: QueryClient, told: Told): void {
  notifyManager.batch(() => {
    for (const query of client.getQueryCache().getAll()) tell(query, told)
    void client.invalidateQueries({ predicate: ({ queryKey }) => isOf(queryKey, told) })
  })
}

/** Whether a query reads what is not told: the attempts or the files of one of these jobs, or that a worker is gone. */
function isOf([of, part, id]: readonly unknown[], { jobs, gone }: Told): boolean {
  if (of === 'jobs') return (part === 'attempts' || part === 'artefacts') && jobs.has(String(id))
  return of === 'workers' && part === 'one' && gone.has(String(id))
}

/** What was told while a query was being read: its answer may be older. */
const meanwhile = new WeakMap<Query, Told>()
/** Queries that were to be read again while they were read for the first time. */
const outdated = new WeakSet<Query>()

function tell(query: Query, told: Told): void {
  const { data, status, fetchStatus } = query.state
  if (fetchStatus === 'fetching') meanwhile.set(query, add(meanwhile.get(query) ?? nothing(), told.jobs.values(), told.workers.values(), told.gone))
  const now = withTold(query.queryKey, data, told)
  if (now === data) return
  // That it could not be read, or must be read again, stays true: to be told of a part is not to have read the whole.
  query.setState({ data: now, dataUpdatedAt: Date.now(), status: status === 'pending' ? 'success' : status })
}

/** What a query has read, with what was told; the same if it is of something else. */
function withTold([of, part, which]: readonly unknown[], data: unknown, told: Told): unknown {
  const one = of === 'jobs' && part === 'one' ? told.jobs.get(String(which)) : undefined
  // What nobody has opened is read when somebody does.
  if (one) return newerJob(data as Job | undefined, one)
  if (data === undefined) return undefined
  if (of === 'jobs' && part === 'list') return withJobs(data as JobPages, told.jobs, which as JobFilter)
  if (of !== 'workers') return data
  if (part === undefined) return withFleet([data as Workers], told, true)[0]
  if (part === 'list') {
    // Whether one has come to match a query is for the coordinator to say.
    const pages = withFleet((data as WorkerPages).pages, told, which === '')
    return pages === (data as WorkerPages).pages ? data : { ...(data as WorkerPages), pages }
  }
  const worker = part === 'one' ? told.workers.get(String(which)) : undefined
  return worker ? newerWorker(data as Worker, worker) : data
}

const withFleet = (pages: Workers[], { workers, gone }: Told, takesNew: boolean): Workers[] =>
  [...gone].reduce(withoutWorker, withWorkers(pages, [...workers.values()], takesNew))

/** Puts into an answer what was told while it was on its way, and reads again what came to be old while it was read for the first time. */
export function keepUp(client: QueryClient): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return
    const { query, action } = event
    if (action.type === 'invalidate' && query.state.fetchStatus === 'fetching' && query.state.data === undefined) outdated.add(query)
    if (action.type !== 'error' && (action.type !== 'success' || action.manual)) return
    const told = meanwhile.get(query)
    meanwhile.delete(query)
    const isOld = outdated.delete(query)
    if (action.type === 'error') return
    if (told) tell(query, told)
    if (isOld) void client.invalidateQueries({ queryKey: query.queryKey, exact: true })
  })
}
