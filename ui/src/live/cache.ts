// Puts what the live stream tells into the query cache, so that every page that shows it changes at once.

import type { QueryClient } from '@tanstack/react-query'
import { arrayOf } from '~/api/array'
import { isListed, type JobFilter } from '~/api/job-filter'
import { type JobPages, keys } from '~/api/queries'
import type { Job, JobPage, StreamEvent, Worker, Workers } from '~/api/schema'
import { newerJob, newerWorker } from './newer'

export function applyEvent(client: QueryClient, event: StreamEvent): void {
  if (event.type === 'jobs') for (const job of event.items) applyJob(client, job)
  if (event.type === 'workers') client.setQueryData<Workers>(keys.workers, (list) => withWorkers(list, event.items))
  // What keeps a worker from a job may not be what it was.
  if (event.type === 'workers' || event.type === 'worker_gone') void client.invalidateQueries({ queryKey: keys.explanations })
  if (event.type === 'worker_gone') client.setQueryData<Workers>(keys.workers, (list) => withoutWorker(list, event.worker))
}

/** Puts in a job that is known to be newer. */
export function applyJob(client: QueryClient, job: Job): void {
  client.setQueryData<Job>(keys.job(job.id), (known) => newerJob(known, job))
  void client.invalidateQueries({ queryKey: keys.attempts(job.id) })
  void client.invalidateQueries({ queryKey: keys.artefacts(job.id) })
  for (const [key] of client.getQueriesData<JobPages>({ queryKey: keys.jobLists })) {
    const filter = key[key.length - 1] as JobFilter
    client.setQueryData<JobPages>(key, (pages) => pages && withJob(pages, job, filter))
  }
}

/** Lists show arrays; their tasks stand on the array's own page. */
const isTask = (job: Job): boolean => arrayOf(job.id) !== undefined

/** The pages with this job as it is now: changed in place, taken out, or put on top if it is new. */
export function withJob(data: JobPages, job: Job, filter: JobFilter): JobPages {
  const isMatch = isListed(job, filter) && !isTask(job)
  const at = data.pages.findIndex((page) => page.items.some((item) => item.id === job.id))
  if (at !== -1) return isMatch ? replaced(data, at, job) : removed(data, at, job)
  const [first, ...rest] = data.pages
  const isNewest = first && (!first.items[0] || first.items[0].created_at <= job.created_at)
  if (!isMatch || !isNewest) return data
  return recounted({ ...data, pages: [{ ...first, items: [job, ...first.items] }, ...rest] }, 1)
}

function replaced(data: JobPages, at: number, job: Job): JobPages {
  const swap = (page: JobPage) => ({ ...page, items: page.items.map((item) => (item.id === job.id ? newerJob(item, job) : item)) })
  return { ...data, pages: data.pages.map((page, index) => (index === at ? swap(page) : page)) }
}

function removed(data: JobPages, at: number, job: Job): JobPages {
  const drop = (page: JobPage) => ({ ...page, items: page.items.filter((item) => item.id !== job.id) })
  return recounted({ ...data, pages: data.pages.map((page, index) => (index === at ? drop(page) : page)) }, -1)
}

function recounted(data: JobPages, by: number): JobPages {
  return { ...data, pages: data.pages.map((page) => ({ ...page, total: page.total + by })) }
}

export function withWorkers(list: Workers | undefined, changed: Worker[]): Workers | undefined {
  if (!list) return undefined
  const known = new Map(list.items.map((worker) => [worker.id, worker]))
  for (const worker of changed) known.set(worker.id, newerWorker(known.get(worker.id), worker))
  return { ...list, items: [...known.values()].toSorted((a, b) => a.name.localeCompare(b.name)) }
}

function withoutWorker(list: Workers | undefined, id: string): Workers | undefined {
  return list && { ...list, items: list.items.filter((worker) => worker.id !== id) }
}
