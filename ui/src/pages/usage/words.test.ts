import { expect, test } from 'vitest'
import { money, quantity } from './words'

test('a quantity is shown in the unit that people think in', () => {
  expect(quantity('job_seconds', 0.5)).toBe('0.5 s')
  expect(quantity('job_seconds', 5400)).toBe('1 h 30 min')
  expect(quantity('cloud_worker_hours', 3.25)).toBe('3.3 h')
  expect(quantity('environment_gigabyte_hours', 20)).toBe('20 GB h')
  expect(quantity('api_calls', 999)).toBe('999')
  expect(quantity('log_bytes', 4_200_000)).toBe('4.2 MB')
})

test('an hour at a provider may cost less than a cent', () => {
  expect(money(0.0347)).toBe('$0.0347')
  expect(money(12)).toBe('$12.00')
})
