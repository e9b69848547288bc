import { expect, test } from 'vitest'
import { empty, faults } from './draft'

const right = { ...empty, name: 'nightly', cron: '@daily', zone: 'UTC', command: 'make test' }

test('a name that the coordinator cannot read is told before it is sent, with all that is missing', () => {
  expect(faults(right, undefined)).toEqual({})
  expect(faults({ ...right, name: '§§ ??', cron: ' ' }, undefined)).toEqual({ name: 'Up to 64 letters, digits and _ - . with a letter or digit first', cron: 'Fill this in' })
})
