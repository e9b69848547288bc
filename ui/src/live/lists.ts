// Pages of a list with what the live stream has told of their rows. Pure: what does not change stays the same object.

import { arrayOf } from '~/api/array'
import { isListed, type JobFilter } from '~/api/job-filter'
import type { JobPages } from '~/api/queries'
import type { Job, Worker, Workers } from '~/api/schema'
import { newerJob, newerWorker } from './newer'

/** Lists show arrays; their tasks stand on the array's own page. */
const isTask = (job: Job): boolean => arrayOf(job.id) !== undefined

const numberOf = ({ id }: Job): number => Number(id.slice('job_'.length))
const newestFirst = (one: Job, other: Job): number => numberOf(other) - numberOf(one)

type Page = JobPages['pages'][number]

/** The pages with these jobs as they are now: changed in place, taken out, or put in where they belong if they match by now. */
export function withJobs(data: JobPages, jobs: ReadonlyMap<string, Job>, filter: JobFilter): JobPages {
  const left = new Map([...jobs].filter(([, job]) => !isTask(job)))
  const swap = (item: Job): Job[] => {
    const job = left.get(item.id)
    if (!job) return [item]
    left.delete(item.id)
    return isListed(job, filter) ? [newerJob(item, job)] : []
  }
  const pages = data.pages.map((page) => withItems(page, page.items.some(({ id }) => left.has(id)) ? page.items.flatMap(swap) : page.items))
  const arrived = [...left.values()].filter((job) => isListed(job, filter) && hasPlace(job, data)).toSorted(newestFirst)
  const all = arrived.length > 0 ? withArrived(pages, arrived) : pages
  if (all.every((page, index) => page === data.pages[index])) return data
  const by = sizeOf(all) - sizeOf(data.pages)
  return { ...data, pages: all.map((page) => ({ ...page, total: page.total + by })) }
}

const sizeOf = (pages: Page[]): number => pages.reduce((sum, { items }) => sum + items.length, 0)

/** What stands behind the last one that was read is read with its page. */
function hasPlace(job: Job, { pages }: JobPages): boolean {
  const last = pages.findLast(({ items }) => items.length > 0)?.items.at(-1)
  return !pages.at(-1)?.next_cursor || (last !== undefined && newestFirst(job, last) < 0)
}

function withItems(page: Page, items: Job[]): Page {
  const isSame = items.length === page.items.length && items.every((item, index) => item === page.items[index])
  return isSame ? page : { ...page, items }
}

/** Each on the first page that has something older, or on the last one. */
function withArrived(pages: Page[], arrived: Job[]): Page[] {
  let from = 0
  return pages.map((page, index) => {
    const oldest = page.items.at(-1)
    const isLast = index === pages.length - 1
    const until = isLast ? arrived.length : arrived.findIndex((job, at) => at >= from && (!oldest || newestFirst(job, oldest) > 0))
    const mine = arrived.slice(from, until === -1 ? undefined : until)
    from += mine.length
    return mine.length > 0 ? { ...page, items: [...mine, ...page.items].toSorted(newestFirst) } : page
  })
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
  if (!isMoved && (!takesNew || arrived.length === 0)) return next.every((page, index) => page === pages[index]) ? pages : next
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
