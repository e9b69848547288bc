import { expect, test } from 'vitest'
import { arrayOf, doneIn, failedIn, taskStates } from './array'
import { jobStates } from './job-filter'
import type { ArrayProgress } from './schema'

const progress: ArrayProgress = {
  numbers: '1-100',
  tasks: 100,
  waiting: 60,
  under_way: 10,
  succeeded: 20,
  failed: 4,
  cancelled: 3,
  timed_out: 2,
  quarantined: 1,
  workers: 3,
}

test('what is done is all that ended, and what failed is all that ended badly by itself', () => {
  expect([doneIn(progress), failedIn(progress)]).toEqual([30, 7])
})

test('a task names its array, and a job has none', () => {
  expect([arrayOf('job_7.12'), arrayOf('job_7')]).toEqual(['job_7', undefined])
})

test('a task is under way, failed, or ended otherwise', () => {
  const rest = jobStates.filter((state) => !taskStates.failed.includes(state) && !taskStates.under_way.includes(state))
  expect(rest).toEqual(['succeeded', 'cancelled'])
})
