import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isListed, type JobFilter, jobStates, parseFilter, readFilter, showFilter, writeFilter } from './job-filter'
import type { Job } from './schema'

const words = fc.array(fc.stringMatching(/^[a-z0-9._-]{1,8}$/), { maxLength: 3 }).map((all) => all.join(' '))
const filters = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...jobStates)), fc.constantFrom('', 'job_1', 'job_12'), words)
  .map(([state, batch, search]): JobFilter => ({ ...(state.length > 0 ? { state } : {}), ...(batch ? { batch } : {}), ...(search ? { search } : {}) }))

test('a filter comes back from the address and from the query box as it was', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(readFilter(writeFilter(filter))).toEqual(filter)
      expect(parseFilter(showFilter(filter))).toEqual(filter)
    }),
  )
})

test('what is not understood is a text to search for, and never breaks a page', () => {
  expect(parseFilter('state:runing cargo')).toEqual({ search: 'state:runing cargo' })
  expect(parseFilter('state:')).toEqual({ search: 'state:' })
  expect(readFilter({ state: ['x'], search: { a: 1 } })).toEqual({})
  expect(readFilter({ state: 'running,running,no', search: 12 })).toEqual({ state: ['running'], search: '12' })
})

test('the live stream lists what the coordinator would', () => {
  const job = { id: 'job_12', command: 'Cargo test', name: 'nightly', state: 'running', batch: 'job_10' } as Job
  expect(isListed(job, {})).toBe(true)
  expect(isListed(job, { state: ['failed'] })).toBe(false)
  for (const search of ['cargo', 'JOB_1', 'night']) expect(isListed(job, { search }), search).toBe(true)
  expect(isListed(job, { search: 'npm' })).toBe(false)
  expect([isListed(job, { batch: 'job_10' }), isListed(job, { batch: 'job_1' })]).toEqual([true, false])
})
