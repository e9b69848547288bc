import { expect, test } from 'vitest'
import { told } from './words'

test('what is told of an event is said in words', () => {
  expect(told({ action: 'worker.pause', detail: { reason: 'too loud', isPublic: true, retryAfterSeconds: 5, labels: ['a', 'b'], limits: { jobs: 2 } } })).toEqual([
    { name: 'reason', value: 'too loud' },
    { name: 'public', value: 'yes' },
    { name: 'retry after seconds', value: '5' },
    { name: 'labels', value: 'a, b' },
    { name: 'limits', value: 'jobs 2' },
  ])
})

test('what says nothing is left out', () => {
  expect(told({ action: 'job.cancel', detail: { worker: null, names: [], note: '' } })).toEqual([])
  expect(told({ action: 'job.cancel', detail: undefined })).toEqual([])
})

test('money is told as money, and what nobody forced is not', () => {
  expect(told({ action: 'cloud.rules', detail: { ceiling_per_hour: 240_000 } })).toEqual([{ name: 'ceiling per hour', value: '$0.24' }])
  expect(told({ action: 'environment.create', detail: { force: true } })).toEqual([])
  expect(told({ action: 'environment.delete', detail: { force: true } })).toEqual([{ name: 'forced', value: 'yes' }])
})
