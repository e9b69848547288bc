import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isListed, type JobFilter, jobStates, readFilter, writeFilter } from './job-filter'
import { parseQuery, showFilter } from './job-query'
import type { Job } from './schema'

const words = fc.array(fc.stringMatching(/^[a-z0-9._-]{1,8}$/), { maxLength: 3 }).map((all) => all.join(' '))
const labels = fc.uniqueArray(fc.stringMatching(/^[a-z./]{1,4}=[a-z =]{0,4}$/), { maxLength: 3 })
const filters = fc
  .tuple(fc.uniqueArray(fc.constantFrom(...jobStates)), fc.constantFrom('', 'job_1', 'job_12'), labels, words)
  .map(([state, batch, label, search]): JobFilter => ({
    ...(state.length > 0 ? { state } : {}),
    ...(batch ? { batch } : {}),
    ...(label.length > 0 ? { label } : {}),
    ...(search ? { search } : {}),
  }))

test('a filter comes back from the address and from the query box as it was', () => {
  fc.assert(
    fc.property(filters, (filter) => {
      expect(readFilter(writeFilter(filter))).toEqual(filter)
      expect(parseQuery(showFilter(filter)).filter).toEqual(filter)
    }),
  )
})

test('what is not understood in an address is left out, and never breaks a page', () => {
  expect(readFilter({ state: ['x'], search: { a: 1 } })).toEqual({})
  expect(readFilter({ state: 'running,running,no', search: 12 })).toEqual({ state: ['running'], search: '12' })
})

test('the live stream lists what the coordinator would', () => {
  const job = { id: 'job_12', command: 'Cargo test', name: 'nightly', state: 'running', batch: 'job_10', labels: { team: 'ml', run: '7' } } as unknown as Job
  expect(isListed(job, {})).toBe(true)
  expect(isListed(job, { state: ['failed'] })).toBe(false)
  for (const search of ['cargo', 'JOB_1', 'night']) expect(isListed(job, { search }), search).toBe(true)
  expect(isListed(job, { search: 'npm' })).toBe(false)
  expect([isListed(job, { batch: 'job_10' }), isListed(job, { batch: 'job_1' })]).toEqual([true, false])
  expect(isListed(job, { label: ['team=ml', 'run=7'] })).toBe(true)
  expect(isListed(job, { label: ['team=ml', 'run=8'] })).toBe(false)
  const wanting = { ...job, created_at: new Date(Date.now() - 3_600_000).toISOString(), worker: { id: 'wrk_1', name: 'studio' }, requirements: ['gpu', 'not battery', 'arch != arm64', 'cpu_cores >= 8'] } as unknown as Job
  for (const label of ['team', 'gpu', 'cpu_cores']) expect(isListed(wanting, { label: [label] }), label).toBe(true)
  for (const label of ['battery', 'arch', 'gpu=x']) expect(isListed(wanting, { label: [label] }), label).toBe(false)
  expect([isListed(wanting, { worker: 'studio' }), isListed(wanting, { worker: 'wrk_1' }), isListed(wanting, { worker: 'stud' })]).toEqual([true, true, false])
  expect([isListed(wanting, { older: '30min' }), isListed(wanting, { older: '2h' })]).toEqual([true, false])
  expect([isListed(wanting, { newer: '30min' }), isListed(wanting, { newer: '2h' })]).toEqual([false, true])
})
