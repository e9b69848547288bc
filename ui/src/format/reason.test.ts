import { en } from '~/messages/en'
import { afterEach, expect, test } from 'vitest'
import { languages } from '~/messages/languages'
import { speak } from '~/messages/t'
import { isOfArray, reasonOf } from './reason'

afterEach(() => speak('en-GB', en))

test('how the tasks of an array ended is said as people say it', () => {
  expect(reasonOf('of 24 tasks 4 failed')).toBe('4 of 24 tasks failed')
  expect(reasonOf('of 24 tasks 4 failed, 1 timed out, 2 cancelled')).toBe('4 of 24 tasks failed, 1 timed out, 2 cancelled')
  expect(reasonOf('of 3 tasks 1 quarantined')).toBe('1 of 3 tasks quarantined')
})

test('in the language of the page', async () => {
  speak('de-DE', await languages.de.load())
  expect(reasonOf('of 24 tasks 4 failed, 2 cancelled')).toBe('4 von 24 Tasks fehlgeschlagen, 2 abgebrochen')
})

test('every other reason is said as it is', () => {
  expect(reasonOf('exit code 1')).toBe('exit code 1')
  expect([isOfArray('of 24 tasks 4 failed'), isOfArray('exit code 1')]).toEqual([true, false])
})
