import { expect, test } from 'vitest'
import { found, readLabels, readValue, showValue, withChanges } from './given'

test('a value has the type that it looks like, and is shown as it can be typed again', () => {
  const cases = [
    ['attic', 'attic'],
    ['8', 8],
    ['0.5', 0.5],
    ['true', true],
    ['', true],
    ['"8"', '8'],
    ['01', '01'],
    ['a "b"', 'a "b"'],
    ['null', 'null'],
    ['[1]', '[1]'],
    ['9007199254740993', '9007199254740993'],
    ['1e999', '1e999'],
  ] as const
  for (const [typed, value] of cases) {
    expect(readValue(typed), typed).toBe(value)
    expect(readValue(showValue(value)), typed).toBe(value)
  }
  expect(showValue('')).toBe('""')
})

test('what is on its way is shown, and what is taken back is not', () => {
  const changes = { room: { value: 'cellar', ticket: 1 }, rack: { value: null, ticket: 2 }, fast: { value: true, ticket: 3 } }
  expect(withChanges({ room: 'attic', rack: 3, old: true }, changes)).toEqual({ room: 'cellar', old: true, fast: true })
  expect(withChanges({ room: 'attic' }, {})).toEqual({ room: 'attic' })
})

test('what somebody gave is not found, also where the worker says something else', () => {
  expect(found({ labels: { os: 'linux', gpu: false, room: 'attic' }, given_labels: { gpu: false, room: 'attic' } })).toEqual({ os: 'linux' })
})

test('labels are read as they are typed beside each other', () => {
  expect(readLabels('gpu room=attic, floor=2')).toEqual({ gpu: true, room: 'attic', floor: 2 })
  expect(readLabels('room="big room"')).toEqual({ room: 'big room' })
  expect(readLabels('  ')).toEqual({})
  expect(readLabels('=attic')).toBeUndefined()
})
