import { expect, test } from 'vitest'
import { told } from './words'

test('what is told of an event is said in words', () => {
  expect(told({ reason: 'too loud', isPublic: true, retryAfterSeconds: 5, labels: ['a', 'b'], limits: { jobs: 2 } })).toEqual([
    { name: 'reason', value: 'too loud' },
    { name: 'public', value: 'yes' },
    { name: 'retry after seconds', value: '5' },
    { name: 'labels', value: 'a, b' },
    { name: 'limits', value: 'jobs 2' },
  ])
})

test('what says nothing is left out', () => {
  expect(told({ worker: null, names: [], note: '' })).toEqual([])
  expect(told(undefined)).toEqual([])
})
