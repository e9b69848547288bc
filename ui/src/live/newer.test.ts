import { expect, test } from 'vitest'
import type { Job, Worker } from '~/api/schema'
import { newerJob, newerList, newerPages, newerWorker } from './newer'

const job = (attempt: number, state: Job['state'], is_cancel_requested = false): Job => ({ id: 'job_1', attempt, state, is_cancel_requested }) as Job

test('a job never goes back, in whatever order its views arrive', () => {
  const life = [
    job(0, 'blocked'),
    job(0, 'queued'),
    job(1, 'leased'),
    job(1, 'running'),
    job(1, 'running', true),
    job(1, 'retry_wait'),
    job(1, 'queued'),
    job(2, 'leased'),
    job(2, 'running'),
    job(2, 'succeeded'),
  ]
  for (const [earlier, before] of life.entries()) {
    for (const after of life.slice(earlier + 1)) {
      expect(newerJob(before, after)).toBe(after)
      expect(newerJob(after, before)).toBe(after)
    }
  }
})

const array = (state: Job['state'], waiting: number, under_way: number) => ({ ...job(0, state), array: { tasks: 2, waiting, under_way } }) as Job

test('an array goes on from task to task, although it has no attempt and waits before it runs', () => {
  const life = [array('queued', 2, 0), array('running', 1, 1), array('running', 1, 0), array('running', 0, 1), array('succeeded', 0, 0)]
  for (const [earlier, before] of life.entries()) {
    for (const after of life.slice(earlier + 1)) {
      expect(newerJob(before, after)).toBe(after)
      expect(newerJob(after, before)).toBe(after)
    }
  }
})

test('of two equal views the one that arrived last counts', () => {
  const [known, arrived] = [job(1, 'queued'), job(1, 'queued')]
  expect(newerJob(known, arrived)).toBe(arrived)
})

const worker = (last_seen_at: string) => ({ id: 'wrk_1', last_seen_at }) as Worker

test('a worker was never heard earlier than before', () => {
  const [early, late] = [worker('2026-01-01T00:00:00Z'), worker('2026-01-01T00:00:01Z')]
  expect(newerWorker(late, early)).toBe(late)
  expect(newerWorker(early, late)).toBe(late)
})

type Counted = { id: string; n: number }
const pick = (before: Counted | undefined, now: Counted): Counted => (before && before.n > now.n ? before : now)

test('a list keeps its own order and members', () => {
  const known = [{ id: 'a', n: 9 }, { id: 'x', n: 1 }]
  expect(newerList(known, [{ id: 'b', n: 2 }, { id: 'a', n: 3 }], pick)).toEqual([{ id: 'b', n: 2 }, { id: 'a', n: 9 }])
})

test('pages are the same pages while nothing was read', () => {
  const pages = { pages: [{ items: [{ id: 'a', n: 1 }] }] }
  expect(newerPages(pages, pages, (_, arrived) => arrived)).toBe(pages)
  expect(newerPages(undefined, pages, (_, arrived) => arrived)).toBe(pages)
})
