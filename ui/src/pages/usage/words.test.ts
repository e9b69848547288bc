import { en } from '~/messages/en'
import { expect, test } from 'vitest'
import { dollars, dollarsAlike, rate, ratesAlike } from '~/format/money'
import { speak } from '~/messages/t'
import { quantity } from './words'

test('a quantity is shown in the unit that people think in', () => {
  expect(quantity('job_seconds', 0.5)).toBe('0.5 s')
  expect(quantity('job_seconds', 5400)).toBe('1 h 30 min')
  expect(quantity('cloud_worker_hours', 3.25)).toBe('3.3 h')
  expect(quantity('environment_gigabyte_hours', 20)).toBe('20 GB h')
  expect(quantity('api_calls', 999)).toBe('999')
  expect(quantity('log_bytes', 4_200_000)).toBe('4.2 MB')
})

test('what was up for less than an hour was up for minutes', () => {
  expect([0, 0.005, 0.2, 1].map((hours) => quantity('cloud_worker_hours', hours))).toEqual(['0 h', 'less than 1 min', '12 min', '1 h'])
})

test('an amount is written to the cent, and further only below one', () => {
  expect([367.0805, 12, 0.03, 0.0042, 0].map(dollars)).toEqual(['$367.08', '$12.00', '$0.03', '$0.0042', '$0.00'])
  expect([0.0342, 2].map(rate)).toEqual(['$0.0342', '$2.00'])
  speak('de-DE', {})
  expect(dollars(1234.5)).toBe('1.234,50\u00a0$')
  speak('en-GB', en)
})

test('nothing is written without a sign, however it was summed', () => {
  expect([-0, -0.00001, -0.004].map(dollars)).toEqual(['$0.00', '$0.00', '-$0.004'])
  expect(rate(-0)).toBe('$0.00')
  expect(dollarsAlike([])(-0)).toBe('$0.00')
})

test('the points of a column stand below each other', () => {
  const all = [0.02, 0.0069, 0, 12]
  expect(all.map(dollarsAlike(all))).toEqual(['$0.0200', '$0.0069', '$0.0000', '$12.0000'])
  expect([0.02, 12].map(dollarsAlike([0.02, 12]))).toEqual(['$0.02', '$12.00'])
  expect([0.0342, 2].map(ratesAlike([0.0342, 2]))).toEqual(['$0.0342', '$2.0000'])
  expect([0.07, 2].map(ratesAlike([0.07, 2]))).toEqual(['$0.07', '$2.00'])
})
