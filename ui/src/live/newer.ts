// Which of two views of the same thing is the later one.
//
// An answer to a request and a message of the live stream may overtake each other, so what arrived last is not always what
// is true. A job never goes back in its life, and a worker was never heard earlier than before: that decides.

import { begunIn, doneIn } from '~/api/array'
import type { Job, JobState, Worker } from '~/api/schema'

/** Within one attempt; a job that is queued again after an attempt has still the number of that one. */
const STAGE = {
  blocked: 0,
  leased: 1,
  running: 2,
  retry_wait: 3,
  queued: 4,
  succeeded: 5,
  failed: 5,
  cancelled: 5,
  timed_out: 5,
  quarantined: 5,
} satisfies Record<JobState, number>

const progress = (job: Job): number[] => {
  const stage = STAGE[job.state]
  // An array has no attempts, but its tasks begin once and end once.
  const steps = job.array ? [begunIn(job.array), doneIn(job.array), Number(stage === STAGE.succeeded)] : [job.attempt, stage]
  return [...steps, Number(job.is_cancel_requested)]
}

export function newerJob(known: Job | undefined, arrived: Job): Job {
  // A store that was put back gives a number to another job.
  if (!known || known.id !== arrived.id || known.created_at !== arrived.created_at) return arrived
  const [before, now] = [progress(known), progress(arrived)]
  const differs = before.findIndex((part, index) => part !== now[index])
  return differs !== -1 && (before[differs] ?? 0) > (now[differs] ?? 0) ? known : arrived
}

export function newerWorker(known: Worker | undefined, arrived: Worker): Worker {
  return known && Date.parse(known.last_seen_at) > Date.parse(arrived.last_seen_at) ? known : arrived
}

/** A list that was read, with what is known better by now. */
export function newerList<T extends { id: string }>(known: T[], arrived: T[], newer: (known: T | undefined, arrived: T) => T): T[] {
  const byId = new Map(known.map((item) => [item.id, item]))
  return arrived.map((item) => newer(byId.get(item.id), item))
}

/**
 * Pages that were read again, with what the live stream has told since they were asked for. What is the same stays the same
 * object: pages that stand for those that are still being read are looked at with every drawing, and a new one asks for another.
 */
export function newerPages<T extends { id: string }, Pages extends { pages: { items: T[] }[] }>(
  known: Pages | undefined,
  read: Pages,
  newer: (known: T | undefined, arrived: T) => T,
): Pages {
  const items = known?.pages.flatMap((page) => page.items) ?? []
  if (items.length === 0 || known === read) return read
  return { ...read, pages: read.pages.map((page) => ({ ...page, items: newerList(items, page.items, newer) })) }
}
