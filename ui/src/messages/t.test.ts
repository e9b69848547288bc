import { expect, test } from 'vitest'
import { en } from './en'
import { fill, t } from './t'

test('parameters are filled in, numbers are grouped, plurals are chosen', () => {
  expect(t('jobs.count', { count: 1 })).toBe('1 job')
  expect(t('jobs.count', { count: 12_345 })).toBe('12\u202f345 jobs')
  expect(t('job.attempt_on', { number: 2, most: 3, worker: 'studio' })).toBe('attempt 2 of 3 on studio')
})

test('what is filled in is never filled again', () => {
  expect(fill('{a} {b}', { a: '{b}', b: 'x' })).toBe('{b} x')
})

test('a parameter that is not given stays visible and does not become "undefined"', () => {
  expect(fill('hello {name}')).toBe('hello {name}')
})

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).filter((name) => name !== 'count')

test('the forms of a plural have the same parameters, up to the count', () => {
  for (const [key, message] of Object.entries(en)) {
    if (typeof message !== 'string') expect(names(message.one), key).toEqual(names(message.other))
  }
})

test('sentences are sentences: no "please", no "oops", no exclamation', () => {
  for (const message of Object.values(en)) {
    const text = typeof message === 'string' ? message : `${message.one} ${message.other}`
    expect(text).not.toMatch(/\b(oops|sorry|simply)\b|!/i)
  }
})
