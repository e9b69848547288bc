import { expect, test } from 'vitest'
import type { ArrayProgress } from '~/api/schema'
import { toldProgress } from './progress'

const array = (changes: Partial<ArrayProgress>): ArrayProgress => ({
  numbers: '1-100',
  tasks: 100,
  waiting: 100,
  under_way: 0,
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  timed_out: 0,
  quarantined: 0,
  workers: 0,
  ...changes,
})

test('progress is told in one line, with what went wrong only where something did', () => {
  expect(toldProgress(array({}))).toBe('0 of 100 done')
  expect(toldProgress(array({ waiting: 70, under_way: 6, succeeded: 22, failed: 1, timed_out: 1 }))).toBe('24 of 100 done, 2 failed')
  expect(toldProgress(array({ waiting: 0, succeeded: 90, quarantined: 1, cancelled: 9 }))).toBe('100 of 100 done, 1 failed, 9 cancelled')
})
