import fc from 'fast-check'
import { expect, test } from 'vitest'
import { axisOf } from './axis'
import { meters } from './words'

const shown = (meter: Parameters<typeof axisOf>[0], most: number) => {
  const { marks, words } = axisOf(meter, most)
  return marks.map(words)
}

/** From a millionth to more than anybody used. */
const amounts = fc.double({ min: -6, max: 12, noNaN: true }).map((power) => 10 ** power)

test('whatever was used, the marks are few, told apart, and end just above the largest bar', () => {
  fc.assert(
    fc.property(fc.constantFrom(...meters), amounts, (meter, most) => {
      const { marks, words } = axisOf(meter, most)
      expect(marks.length).toBeGreaterThanOrEqual(2)
      expect(marks.length).toBeLessThanOrEqual(7)
      expect(marks[0]).toBe(0)
      expect(marks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-6))
      expect(marks.at(-2)).toBeLessThan(most)
      expect(new Set(marks.map(words)).size).toBe(marks.length)
      for (const word of marks.map(words)) expect(word.length).toBeLessThanOrEqual(22)
    }),
    { numRuns: 500 },
  )
})

test('a short time is told in its own unit', () => {
  expect(shown('job_seconds', 0.2)).toEqual(['0', '50 ms', '100 ms', '150 ms', '200 ms'])
  expect(shown('job_seconds', 3)).toEqual(['0', '1 s', '2 s', '3 s'])
  expect(shown('job_seconds', 90)).toEqual(['0', '30 s', '60 s', '90 s'])
  expect(shown('job_seconds', 7200)).toEqual(['0', '30 min', '60 min', '90 min', '120 min'])
  expect(shown('job_seconds', 86_400)).toEqual(['0', '6 h', '12 h', '18 h', '24 h'])
  expect(shown('job_seconds', 4_000_000)).toEqual(['0', '500 h', '1\u202f000 h', '1\u202f500 h'])
})

test('hours that are less than one are told in what is smaller', () => {
  expect(shown('cloud_worker_hours', 0.004)).toEqual(['0', '5 s', '10 s', '15 s'])
  expect(shown('cloud_worker_hours', 0.4)).toEqual(['0', '10 min', '20 min', '30 min'])
  expect(shown('environment_hours', 24)).toEqual(['0', '6 h', '12 h', '18 h', '24 h'])
})

test('what is counted has no parts', () => {
  expect(shown('api_calls', 1)).toEqual(['0', '1'])
  expect(shown('active_agents', 3)).toEqual(['0', '1', '2', '3'])
  expect(shown('log_bytes', 3)).toEqual(['0', '1 B', '2 B', '3 B'])
  expect(shown('log_bytes', 4_200_000)).toEqual(['0', '2 MB', '4 MB', '6 MB'])
  expect(shown('api_calls', 2_000_000)).toEqual(['0', '500\u202f000', '1\u202f000\u202f000', '1\u202f500\u202f000', '2\u202f000\u202f000'])
  expect(shown('environment_gigabyte_hours', 0.02)).toEqual(['0', '0.005 GB h', '0.01 GB h', '0.015 GB h', '0.02 GB h'])
})

test('where there is nothing, the axis is there all the same', () => {
  for (const meter of meters) expect(new Set(shown(meter, 0)).size, meter).toBe(2)
})
