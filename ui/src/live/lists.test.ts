import { expect, test } from 'vitest'
import type { JobFilter } from '~/api/job-filter'
import type { Job, Worker, Workers } from '~/api/schema'
import type { JobPages } from '~/api/queries'
import { withJobs, withoutWorker, withWorkers } from './lists'

const job = (number: number, state: Job['state'] = 'running'): Job =>
  ({ id: `job_${number}`, state, attempt: 1, is_cancel_requested: false, command: 'x', created_at: new Date(number * 1000).toISOString() }) as Job

const withJob = (data: JobPages, one: Job, filter: JobFilter) => withJobs(data, new Map([[one.id, one]]), filter)

const pages = (...all: Job[][]): JobPages => ({
  pages: all.map((items) => ({ items, next_cursor: null, total: 9 })),
  pageParams: all.map(() => undefined),
})

/** There is more behind it. */
const begun = (...all: Job[][]): JobPages => ({ ...pages(...all), pages: all.map((items) => ({ items, next_cursor: 'x', total: 9 })) })

const shown = (data: JobPages) => [data.pages.map((page) => page.items.map((one) => `${one.id} ${one.state}`)), data.pages[0]?.total]

test('a job that changed stays where it is', () => {
  const list = pages([job(4), job(3)], [job(2)])
  expect(shown(withJob(list, job(2, 'failed'), {}))).toEqual([[['job_4 running', 'job_3 running'], ['job_2 failed']], 9])
})

test('a new job comes on top, and an old one that was not read does not', () => {
  const list = begun([job(4)])
  expect(shown(withJob(list, job(5), {}))).toEqual([[['job_5 running', 'job_4 running']], 10])
  expect(withJob(list, job(1), {})).toBe(list)
  expect(shown(withJob(pages([]), job(1), {}))).toEqual([[['job_1 running']], 10])
  expect(withJob(begun([]), job(1), {})).toStrictEqual(begun([]))
})

const failed = (number: number) => job(number, 'failed')
const numbersOf = (data: JobPages) => data.pages.map(({ items }) => items.map(({ id }) => Number(id.slice(4))))

test('a job that comes to match is put in where it belongs', () => {
  const list = begun([failed(90), failed(80)], [failed(60), failed(40)])
  const told = (...numbers: number[]) => withJobs(list, new Map(numbers.map((number) => [`job_${number}`, failed(number)])), { state: ['failed'] })
  expect(numbersOf(told(85, 100, 50, 70, 30))).toEqual([[100, 90, 85, 80], [70, 60, 50, 40]])
  expect(told(85, 100, 50, 70, 30).pages.map(({ total }) => total)).toEqual([13, 13])
  expect(told(30)).toBe(list)
  const whole = pages([failed(90)])
  expect(numbersOf(withJob(whole, failed(30), { state: ['failed'] }))).toEqual([[90, 30]])
})

test('many that changed at once are changed, taken out and put on top together', () => {
  const list = pages([job(4), job(3)], [job(2), job(1)])
  const changed = [job(6), job(5), job(4, 'failed'), job(1, 'failed'), job(2), job(7, 'failed')]
  const all = new Map(changed.map((one) => [one.id, one]))
  expect(shown(withJobs(list, all, { state: ['running'] }))).toEqual([[['job_6 running', 'job_5 running', 'job_3 running'], ['job_2 running']], 9])
})

test('a task is in no list of jobs', () => {
  const list = pages([job(4)])
  expect(withJob(list, { ...job(5), id: 'job_4.1' }, {})).toBe(list)
})

test('a job that does not match any more leaves the list', () => {
  const list = pages([job(4), job(3)])
  expect(shown(withJob(list, job(3, 'failed'), { state: ['running'] }))).toEqual([[['job_4 running']], 8])
  expect(withJob(list, job(5, 'failed'), { state: ['running'] })).toBe(list)
})

const worker = (name: string) => ({ id: `wrk_${name}`, name, last_seen_at: '2026-01-01T00:00:00Z' }) as Worker

const workerPage = (names: string[], next: string | null = null): Workers => ({ items: names.map(worker), workers: [], next_cursor: next, total: 9 })
const namesOf = (of: Workers[]) => of.map(({ items }) => items.map((one) => one.name))

test('workers stay in the order of their names, and new ones are put in where they belong', () => {
  const fleet = withWorkers([workerPage(['b'])], [worker('c'), worker('a')], true)
  expect(namesOf(fleet)).toEqual([['a', 'b', 'c']])
  expect(fleet[0]?.total).toBe(11)
  expect(namesOf(withWorkers([workerPage(['b'])], [worker('c')], false))).toEqual([['b']])
})

test('a worker that changes stays on its page, and the other pages stay as they are', () => {
  const fleet = [workerPage(['a', 'b'], 'x'), workerPage(['c', 'd'], 'y')]
  const now = withWorkers(fleet, [{ ...worker('c'), slots: 7 } as Worker], true)
  expect(now[0]).toBe(fleet[0])
  expect(now[1]?.items[0]?.slots).toBe(7)
})

test('what stands behind the pages that were read is not put in before its page is', () => {
  const fleet = [workerPage(['b', 'd'], 'x')]
  const now = withWorkers(fleet, [worker('c'), worker('z')], true)
  expect(namesOf(now)).toEqual([['b', 'c', 'd']])
  expect(now[0]?.total).toBe(10)
})

test('a worker that was removed leaves its page', () => {
  const fleet = [workerPage(['a'], 'x'), workerPage(['b'])]
  expect(namesOf(withoutWorker(fleet, 'wrk_b'))).toEqual([['a'], []])
  expect(withoutWorker(fleet, 'wrk_z')).toBe(fleet)
})
