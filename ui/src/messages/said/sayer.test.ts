import { afterEach, expect, test } from 'vitest'
import { en } from '../en'
import { languages } from '../languages'
import { isForeign, said, sayerHasCome, sayWith } from '../said'
import { speak } from '../t'
import { say } from './de'
import { sayer } from './sayer'

afterEach(() => {
  sayWith(undefined)
  speak('en-GB', en)
})

test('a sentence is said with its names, and numbers as the language writes them', () => {
  speak('de-DE', {})
  expect(say('1 worker lacks `gpu`')).toBe('1 Worker fehlt `gpu`')
  expect(say('12345 workers lack `gpu`')).toBe('12\u202f345 Workern fehlt `gpu`')
  expect(say('waits for job_12 and 3 others')).toBe('wartet auf job_12 und 3 andere')
  expect([say('1 of 3 workers is online'), say('2 of 3 workers are online')]).toEqual(['1 von 3 Workern ist online', '2 von 3 Workern sind online'])
})

test('several in one breath are said if each is known, and none if one is not', () => {
  expect(say('2 workers lack `gpu`, 1 asleep, 1 busy')).toBe('2 Workern fehlt `gpu`, 1 schläft, 1 belegt')
  expect(say('1 worker does not meet `zone in [eu, us]`, 1 on battery')).toBe('1 Worker scheitert an `zone in [eu, us]`, 1 im Akkubetrieb')
  expect(say('2 workers lack `gpu`, 1 on holiday')).toBeUndefined()
})

test('a sentence within another one is said, too; what a system says stays as it is', () => {
  expect(say('attempt 2 failed: exit code 1')).toBe('Versuch 2 ist fehlgeschlagen: Exit-Code 1')
  expect(say('attempt 2 failed: exit code 1; held by ann: later; much later')).toBe('Versuch 2 ist fehlgeschlagen: Exit-Code 1; zurückgehalten von ann: later; much later')
  expect(say('cannot start `make`: No such file or directory')).toBe('`make` lässt sich nicht starten: No such file or directory')
})

test('values and conditions stand where German has them', () => {
  expect(say('`cpu_cores >= 8`, but has 2 or 4 or nothing')).toBe('`cpu_cores >= 8`, hat aber 2 oder 4 oder nichts')
  expect(say('`not battery`, but has true; lacks `gpu`')).toBe('`not battery`, hat aber true; `gpu` fehlt')
  expect(say('Add a worker without `battery` and with `gpu`')).toBe('Einen Worker ohne `battery` und mit `gpu` hinzufügen')
  expect([say('Wake `tower`'), say('Wake one of them')]).toEqual(['`tower` wecken', 'Einen davon wecken'])
})

test('a field that breaks a rule is said only if the rule is known', () => {
  expect(say('`needs[0]` names a job that there is not')).toBe('`needs[0]` nennt einen Job, den es nicht gibt')
  expect(say('priority must be from -1000 to 1000')).toBe('priority muss von -1000 bis 1000 sein')
  expect(say('`needs[0]` does what nobody knows')).toBeUndefined()
})

test('the longest of those that fit is taken', () => {
  const tell = sayer({ 'stops {what}': 'kurz {what}', 'stops {what} at {when}': 'lang {what} {when}', '{a} or {b}': '{b} {a}' })
  expect([tell('stops it at once'), tell('stops it'), tell('this or that'), tell('nothing')]).toEqual(['lang it once', 'kurz it', 'that this', undefined])
})

test('the console says what it knows, and marks what stays English', async () => {
  expect([said('starts at any moment'), isForeign('starts at any moment')]).toEqual(['starts at any moment', false])
  speak('de-DE', await languages.de.load())
  sayWith(languages.de.loadSayer())
  await sayerHasCome()
  expect([said('starts at any moment'), isForeign('starts at any moment')]).toEqual(['beginnt jeden Moment', false])
  expect([said('moons are full'), isForeign('moons are full')]).toEqual(['moons are full', true])
})

test('a sayer that does not arrive keeps nobody waiting', async () => {
  sayWith(Promise.reject(new Error('gone')))
  await sayerHasCome()
  expect(said('starts at any moment')).toBe('starts at any moment')
})
