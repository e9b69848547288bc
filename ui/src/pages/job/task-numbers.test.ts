import { expect, test } from 'vitest'
import { taskNumbers } from './task-numbers'

test('ranges and single numbers are all named', () => {
  expect(taskNumbers('1-3,7')).toEqual([1, 2, 3, 7])
  expect(taskNumbers('5')).toEqual([5])
  expect(taskNumbers('x')).toEqual([])
})
