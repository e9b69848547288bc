// Puts what the live stream tells into the query cache, so that every page that shows it changes at once.

import { notifyManager, type QueryClient } from '@tanstack/react-query'
import { arrayOf } from '~/api/array'
import { isListed, type JobFilter } from '~/api/job-filter'
import { type JobPages, keys } from '~/api/queries'
import type { Job, StreamEvent, Worker, Workers } from '~/api/schema'
import type { WorkerPages } from '~/api/worker-queries'
import { newerJob, newerWorker } from './newer'

/** All at once, so that a thousand changes are one to whoever shows them. */
export function applyEvents(client: QueryClient, events: StreamEvent[]): void {
  notifyManager.batch(() => {
    const jobs = new Map<string, Job>()
    for (const event of events) {
      if (event.type === 'jobs') for (const job of event.items) jobs.set(job.id, newerJob(jobs.get(job.id), job))
      if (event.type === 'workers') applyWorkers(client, event.items)
      if (event.type === 'worker_gone') removeWorker(client, event.worker)
    }
    if (jobs.size > 0) applyJobs(client, jobs)
    // What keeps a worker from a job may not be what it was.
    if (events.some(({ type }) => type === 'workers' || type === 'worker_gone')) void client.invalidateQueries({ queryKey: keys.explanations })
  })
}

/** Puts in a job that is known to be newer. */
export const applyJob = (client: QueryClient, job: Job): void => applyJobs(client, new Map([[job.id, job]]))

function applyJobs(client: QueryClient, jobs: ReadonlyMap<string, Job>): void {
  const cache = client.getQueryCache()
  for (const job of jobs.values()) {
    // What nobody has opened is read when somebody does.
    if (cache.find({ queryKey: keys.job(job.id), exact: true })) client.setQueryData<Job>(keys.job(job.id), (known) => newerJob(known, job))
  }
  void client.invalidateQueries({ predicate: ({ queryKey }) => isOf(queryKey, jobs) })
  for (const [key] of client.getQueriesData<JobPages>({ queryKey: keys.jobLists })) {
    const filter = key[key.length - 1] as JobFilter
    client.setQueryData<JobPages>(key, (pages) => pages && withJobs(pages, jobs, filter))
  }
}

/** Whether a query reads the attempts or the files of one of these jobs. */
function isOf([of, part, id]: readonly unknown[], jobs: ReadonlyMap<string, Job>): boolean {
  return of === 'jobs' && (part === 'attempts' || part === 'artefacts') && jobs.has(String(id))
}

/** Lists show arrays; their tasks stand on the array's own page. */
const isTask = (job: Job): boolean => arrayOf(job.id) !== undefined

/** The pages with these jobs as they are now: changed in place, taken out, or put on top if they are new. */
export function withJobs(data: JobPages, jobs: ReadonlyMap<string, Job>, filter: JobFilter): JobPages {
  const left = new Map([...jobs].filter(([, job]) => !isTask(job)))
  let by = 0
  const swap = (item: Job): Job[] => {
    const job = left.get(item.id)
    if (!job) return [item]
    left.delete(item.id)
    if (isListed(job, filter)) return [newerJob(item, job)]
    by -= 1
    return []
  }
  const pages = data.pages.map((page) => (page.items.some((item) => left.has(item.id)) ? { ...page, items: page.items.flatMap(swap) } : page))
  const arrived = [...left.values()].filter((job) => isListed(job, filter) && isNewest(job, data))
  const [first, ...rest] = pages
  if (!first || (arrived.length === 0 && pages.every((page, index) => page === data.pages[index]))) return data
  // Of two that were made in one moment, the one that was told later is the later one.
  const top = arrived.toReversed().toSorted((a, b) => b.created_at.localeCompare(a.created_at))
  return recounted({ ...data, pages: [{ ...first, items: [...top, ...first.items] }, ...rest] }, by + top.length)
}

const isNewest = (job: Job, { pages: [first] }: JobPages): boolean => !first?.items[0] || first.items[0].created_at <= job.created_at

function recounted(data: JobPages, by: number): JobPages {
  return { ...data, pages: data.pages.map((page) => ({ ...page, total: page.total + by })) }
}

/** Puts in workers as they are now, wherever they are shown. */
export function applyWorkers(client: QueryClient, changed: Worker[]): void {
  client.setQueryData<Workers>(keys.workers, (list) => list && withWorkers([list], changed, true)[0])
  for (const [key] of client.getQueriesData<WorkerPages>({ queryKey: keys.workerLists })) {
    // Whether one has come to match a query is for the coordinator to say.
    const isWhole = key.at(-1) === ''
    client.setQueryData<WorkerPages>(key, (data) => data && { ...data, pages: withWorkers(data.pages, changed, isWhole) })
  }
  for (const worker of changed) client.setQueryData<Worker>(keys.worker(worker.id), (known) => known && newerWorker(known, worker))
}

function removeWorker(client: QueryClient, id: string): void {
  client.setQueryData<Workers>(keys.workers, (list) => list && withoutWorker([list], id)[0])
  for (const [key] of client.getQueriesData<WorkerPages>({ queryKey: keys.workerLists })) {
    client.setQueryData<WorkerPages>(key, (data) => data && { ...data, pages: withoutWorker(data.pages, id) })
  }
  void client.invalidateQueries({ queryKey: keys.worker(id) })
}

/** As the coordinator has them: by name, and by id among those of one name. */
const inOrder = (one: Worker, other: Worker): number => (one.name === other.name ? order(one.id, other.id) : order(one.name, other.name))
const order = (one: string, other: string): number => (one < other ? -1 : Number(one > other))

/** Pages with these workers as they are now: changed in place, moved if their names have changed, and put in if they are new. */
export function withWorkers(pages: Workers[], changed: Worker[], takesNew: boolean): Workers[] {
  const known = new Map(pages.flatMap(({ items }) => items).map((worker) => [worker.id, worker]))
  const arrived = changed.filter(({ id }) => !known.has(id))
  const now = new Map(changed.map((worker) => [worker.id, newerWorker(known.get(worker.id), worker)]))
  const isMoved = changed.some(({ id, name }) => known.get(id)?.name !== name && known.has(id))
  const next = pages.map((page) => (page.items.some(({ id }) => now.has(id)) ? { ...page, items: page.items.map((worker) => now.get(worker.id) ?? worker) } : page))
  if (!isMoved && (!takesNew || arrived.length === 0)) return next
  const [first, ...rest] = next
  const last = pages.at(-1)?.items.at(-1)
  // What stands behind the last one that was read may have been there before, and is read with its page.
  const isRead = (worker: Worker) => !pages.at(-1)?.next_cursor || (last !== undefined && inOrder(worker, last) < 0)
  const fresh = takesNew ? arrived.filter(isRead) : []
  const items = [...next.flatMap((page) => page.items), ...fresh].toSorted(inOrder)
  return first ? recountedWorkers([{ ...first, items }, ...rest.map((page) => ({ ...page, items: [] }))], fresh.length) : next
}

export function withoutWorker(pages: Workers[], id: string): Workers[] {
  const isShown = pages.some(({ items }) => items.some((worker) => worker.id === id))
  if (!isShown) return pages
  return recountedWorkers(pages.map((page) => ({ ...page, items: page.items.filter((worker) => worker.id !== id) })), -1)
}

const recountedWorkers = (pages: Workers[], by: number): Workers[] => pages.map((page) => ({ ...page, total: page.total + by }))
