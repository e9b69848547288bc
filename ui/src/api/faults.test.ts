import { expect, test } from 'vitest'
import { faultsIn, placesIn } from './faults'

const places = placesIn({
  email: { field: 'email', label: 'Address' },
  version: { field: 'version', label: 'Version' },
  time_zone: { field: 'zone', label: 'Time zone' },
  name: { field: 'name', label: 'Name' },
  env: { field: 'env', label: 'Variables' },
})

test('each field is told what is said of it, by the name that it has in the form', () => {
  const detail = '`email` must be an e-mail address; `version` must be a version such as 1.0.0'
  expect(faultsIn({ field: 'email', detail }, places)).toEqual({ email: 'Address must be an e-mail address', version: 'Version must be a version such as 1.0.0' })
})

test('a sentence that names no field is told at the field of the problem', () => {
  expect(faultsIn({ field: 'name', detail: 'there is a schedule `nightly` already' }, places)).toEqual({ name: 'there is a schedule `nightly` already' })
})

test('what the parser of the body says is told without its place in the body', () => {
  const detail = 'a field has a value that is not allowed: no name: it has 1 to 64 letters at line 1 column 17'
  expect(faultsIn({ field: 'name', detail }, places)).toEqual({ name: 'no name: it has 1 to 64 letters' })
})

test('what is said of a field that the form does not have is told at none', () => {
  expect(faultsIn({ field: 'job.env', detail: '`job.env` must not be empty' }, places)).toEqual({})
  expect(faultsIn({ field: null, detail: 'no' }, places)).toEqual({})
  expect(faultsIn({ field: 'email', detail: '`email` must be one; `owner` must be given' }, places)).toEqual({ email: 'Address must be one; `owner` must be given' })
})

test('what is wrong within a field is told there, with what is left of its path', () => {
  expect(faultsIn({ field: 'env.a?b', detail: '`env.a?b` must be a name' }, places)).toEqual({ env: 'Variables `a?b` must be a name' })
  expect(faultsIn({ field: 'version', detail: 'version must be 1 to 4' }, places)).toEqual({ version: 'Version must be 1 to 4' })
})
