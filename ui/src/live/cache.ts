// Puts what the live stream tells into the query cache, so that every page that shows it changes at once.

import { notifyManager, type QueryClient } from '@tanstack/react-query'
import { arrayOf } from '~/api/array'
import { isListed, type JobFilter } from '~/api/job-filter'
import { type JobPages, keys } from '~/api/queries'
import type { Job, StreamEvent, Worker, Workers } from '~/api/schema'
import { newerJob, newerWorker } from './newer'

/** All at once, so that a thousand changes are one to whoever shows them. */
export function applyEvents(client: QueryClient, events: StreamEvent[]): void {
  notifyManager.batch(() => {
    const jobs = new Map<string, Job>()
    for (const event of events) {
      if (event.type === 'jobs') for (const job of event.items) jobs.set(job.id, newerJob(jobs.get(job.id), job))
      if (event.type === 'workers') client.setQueryData<Workers>(keys.workers, (list) => withWorkers(list, event.items))
      if (event.type === 'worker_gone') client.setQueryData<Workers>(keys.workers, (list) => withoutWorker(list, event.worker))
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

const byName = new Intl.Collator()

export function withWorkers(list: Workers | undefined, changed: Worker[]): Workers | undefined {
  if (!list) return undefined
  const known = new Map(list.items.map((worker) => [worker.id, worker]))
  const isMoved = changed.some(({ id, name }) => known.get(id)?.name !== name)
  for (const worker of changed) known.set(worker.id, newerWorker(known.get(worker.id), worker))
  const items = [...known.values()]
  return { ...list, items: isMoved ? items.toSorted((a, b) => byName.compare(a.name, b.name)) : items }
}

function withoutWorker(list: Workers | undefined, id: string): Workers | undefined {
  return list && { ...list, items: list.items.filter((worker) => worker.id !== id) }
}
