import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { type JobPages, jobQuery, jobsQuery, keys } from '~/api/queries'
import type { Job, JobState, StreamEvent } from '~/api/schema'
import { applyEvents, keepUp } from './cache'

const job = (number: number, state: JobState = 'running'): Job =>
  ({ id: `job_${number}`, state, attempt: 1, is_cancel_requested: false, command: 'x', created_at: new Date(number * 1000).toISOString() }) as Job

const told = (...items: Job[]): StreamEvent => ({ type: 'jobs', items })

type Page = JobPages['pages'][number]
const page = (...items: Job[]): Page => ({ items, next_cursor: null, total: items.length })

/** Until what was answered has come through. */
const settled = () => new Promise((resolve) => setTimeout(resolve))

/** A list of what runs, whose answers are given by hand. */
function bench() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } })
  keepUp(client)
  const asked: { resolve: (answer: Page) => void; reject: (error: Error) => void }[] = []
  const queryFn = () => new Promise<Page>((resolve, reject) => asked.push({ resolve, reject }))
  const filter = { state: ['running' as const] }
  const observer = new InfiniteQueryObserver(client, { ...jobsQuery(filter), queryFn })
  const leave = observer.subscribe(() => {})
  const key = keys.jobList(filter)
  const shown = () => client.getQueryData<JobPages>(key)?.pages.flatMap(({ items }) => items.map(({ id }) => id))
  const readAgain = () => client.invalidateQueries({ queryKey: key })
  const answer = async (at: number, ...items: Job[]) => {
    asked[at]?.resolve(page(...items))
    await settled()
  }
  return { client, asked, key, leave, shown, readAgain, answer }
}

test('what was told while a list was read is in it, and what has left it stays away', async () => {
  const { client, answer, shown, readAgain } = bench()
  applyEvents(client, [told(job(3), job(1, 'failed'))])
  await answer(0, job(2), job(1))
  expect(shown()).toEqual(['job_3', 'job_2'])
  void readAgain()
  applyEvents(client, [told(job(4), job(2, 'succeeded'))])
  expect(shown()).toEqual(['job_4', 'job_3'])
  await answer(1, job(3), job(2))
  expect(shown()).toEqual(['job_4', 'job_3'])
})

test('to be told of a job is not to have read the list again', async () => {
  const { client, answer, key, leave } = bench()
  await answer(0, job(1))
  leave()
  void client.invalidateQueries({ queryKey: key })
  applyEvents(client, [told(job(2))])
  expect(client.getQueryState(key)?.isInvalidated).toBe(true)
})

test('a list that could not be read says so until it was', async () => {
  const { client, asked, answer, key, readAgain, shown } = bench()
  await answer(0, job(1))
  void readAgain()
  asked[1]?.reject(new Error('away'))
  await settled()
  applyEvents(client, [told(job(2))])
  expect([client.getQueryState(key)?.error?.message, shown()]).toEqual(['away', ['job_2', 'job_1']])
})

test('what came to be old while it was read for the first time is read again', async () => {
  const { asked, answer, readAgain, shown } = bench()
  void readAgain()
  await answer(0, job(1))
  await answer(1, job(2))
  expect([asked.length, shown()]).toEqual([2, ['job_2']])
})

test('a job that nobody has opened is left to whoever opens it, and one that is looked at changes', () => {
  const client = new QueryClient()
  applyEvents(client, [told(job(1))])
  expect(client.getQueryData(keys.job('job_1'))).toBeUndefined()
  const observer = new QueryObserver(client, { ...jobQuery('job_2'), enabled: false })
  observer.subscribe(() => {})
  applyEvents(client, [told(job(2))])
  expect(observer.getCurrentResult()).toMatchObject({ status: 'success', data: { id: 'job_2' } })
})
