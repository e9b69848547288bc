import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Parameter } from '~/api/schema'
import { beginning, isName, kindOf, nameFor, newRow, parameterOf, rowOf, wrongRow, wrongSaid, wrongValue } from './parameter'

const row = (more: object) => ({ ...newRow(1, 'level'), ...more })
const names = ['level']

test('a parameter that is opened in the form and kept again is the same', () => {
  const all: Parameter[] = [
    { type: 'string', pattern: '[a-z]+', max_length: 20, description: 'Whom to greet', default: '' },
    { type: 'integer', min: -1, max: 3, default: 2 },
    { type: 'number', min: 0.5, default: 1 },
    { type: 'boolean', default: false },
    { type: 'choice', choices: ['good evening', 'hello'] },
  ]
  for (const parameter of all) {
    const opened = rowOf(1, 'level', parameter)
    expect(parameterOf(opened)).toEqual(parameter)
    expect(wrongRow(opened, names)).toEqual({})
  }
})

test('what does not go with the type is not said', () => {
  expect(parameterOf(row({ kind: 'boolean', min: '1', pattern: 'x', longest: '3', choices: 'a' }))).toEqual({ type: 'boolean' })
})

test('what is wrong is told at its field', () => {
  expect(Object.keys(wrongRow(row({ name: '2nd' }), names))).toEqual(['name'])
  expect(Object.keys(wrongRow(row({}), ['level', 'level']))).toEqual(['name'])
  expect(Object.keys(wrongRow(row({ kind: 'choice' }), names))).toEqual(['choices'])
  expect(Object.keys(wrongRow(row({ kind: 'number', min: '2', max: '1' }), names))).toEqual(['max'])
  expect(Object.keys(wrongRow(row({ kind: 'integer', min: 'one' }), names))).toEqual(['min'])
  expect(Object.keys(wrongRow(row({ longest: '-1' }), names))).toEqual(['longest'])
  expect(Object.keys(wrongRow(row({ kind: 'integer', max: '3', isRequired: false, ifUnsaid: '4' }), names))).toEqual(['ifUnsaid'])
})

test('a value is held against its type and its limits', () => {
  const level: Parameter = { type: 'integer', min: 0, max: 3 }
  expect(['0', '+3', '4', '-1', '1.5', ''].map((text) => wrongValue(level, text) === undefined)).toEqual([true, true, false, false, false, false])
  expect(['1e3', '-0.5', 'Infinity', 'x'].map((text) => wrongValue({ type: 'number' }, text) === undefined)).toEqual([true, true, false, false])
  expect(wrongValue({ type: 'string', max_length: 2 }, '👍👍')).toBeUndefined()
  expect(wrongValue({ type: 'string', max_length: 2 }, 'abc')).toBeDefined()
  expect(wrongSaid({ type: 'string' }, '')).toBeDefined()
  expect(wrongSaid({ type: 'integer', default: 2 }, '')).toBeUndefined()
})

test('a form begins with what is valid wherever it begins with something', () => {
  expect(beginning({ type: 'choice', choices: ['a', 'b'] })).toBe('a')
  expect(beginning({ type: 'boolean', default: true })).toBe('true')
  expect(beginning({ type: 'number', default: 0 })).toBe('0')
  expect(beginning({ type: 'string' })).toBe('')
})

test('whatever is marked gets a name that no other has, and a type that it fits', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (text, taken) => {
      const name = nameFor(text, taken)
      expect(isName(name)).toBe(true)
      expect(taken).not.toContain(name)
      expect(wrongValue({ type: kindOf(text) }, text)).toBeUndefined()
    }),
  )
  expect(nameFor('--target=x86_64', [])).toBe('target_x86_64')
  expect(['4', '0.5', 'true', 'main'].map(kindOf)).toEqual(['integer', 'number', 'boolean', 'string'])
})
