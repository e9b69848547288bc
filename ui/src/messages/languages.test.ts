import { afterEach, expect, test } from 'vitest'
import { bytes, number } from '~/format/number'
import { clock, exact, relative, rough } from '~/format/time'
import type { Message } from './catalogue'
import { differences } from './differences'
import { en } from './en'
import { languageIds, languageOf, languages, wordsOf } from './languages'
import { pseudo } from './pseudo'
import { speak, t } from './t'

afterEach(() => speak('en-GB', en))

/** Each part of the English catalogue by its file, so that a missing line says where it belongs. */
const parts = import.meta.glob<Record<string, Record<string, Message>>>(['./en/*.ts', '!./en/index.ts'], { eager: true })

const others = languageIds.filter((id) => id !== 'en')

// To fill what is missing: paste the lines below into the file of the same name, and translate what stands in them.
test.each(others.filter((id) => languages[id].isComplete))('%s says everything that English says', async (id) => {
  const translation = await languages[id].load()
  const missing = Object.entries(parts).flatMap(([path, part]) => {
    const lines = Object.values(part).flatMap((messages) => differences(messages, translation).missing)
    return lines.length > 0 ? [`src/messages/${path.replace('./en/', `${id}/`)}`, ...lines] : []
  })
  expect(missing.join('\n'), `missing in ${id}`).toBe('')
})

test.each(others)('%s says nothing that English does not, with the same parameters and commands', async (id) => {
  const { superfluous, odd } = differences(en, await languages[id].load())
  expect(superfluous, 'keys that English does not have').toEqual([])
  expect(odd, 'parameters, plurals and commands that differ').toEqual([])
})

test('a difference is found, whichever it is', () => {
  const english = { a: 'Run `make` on {worker}', b: { one: '{count} job', other: '{count} jobs' }, c: "It's {x}" }
  const found = differences(english, { a: 'Auf {machine}', b: 'Jobs', d: 'Neu' })
  expect(found.missing).toEqual([String.raw`  'c': 'It\'s {x}',`])
  expect(found.superfluous).toEqual(['d'])
  expect(found.odd).toEqual(['a lacks {worker}', 'a does not know {machine}', 'a says `make` only in one of the two', 'b is a plural in English'])
  expect(differences(english, { a: '`make` auf {worker}', b: { one: 'ein Job', other: '{count} Jobs' }, c: '{x}' })).toEqual({ missing: [], superfluous: [], odd: [] })
})

test('German addresses nobody, begs for nothing and does not shout', async () => {
  for (const [key, message] of Object.entries(await languages.de.load())) {
    const text = typeof message === 'string' ? message : Object.values(message).join(' ')
    expect(text, key).not.toMatch(/\b(Ihr|Ihre[nmrs]?|Ihnen|du|dein\w*|leider|hoppla)\b|!/)
  }
})

test('plurals, numbers, times and dates are written as the language writes them', async () => {
  const [now, before] = [Date.parse('2026-03-04T12:00:00Z'), '2026-03-01T12:00:00Z']
  speak('de-DE', await languages.de.load())
  expect([t('jobs.count', { count: 1 }), t('jobs.count', { count: 12_345 })]).toEqual(['1 Job', '12\u202f345 Jobs'])
  expect([number(1234.5), bytes(2_400_000)]).toEqual(['1\u202f234,5', '2,4 MB'])
  expect([relative(before, now), relative('2026-03-04T11:56:00Z', now), rough(3 * 86_400_000)]).toEqual(['vor 3 Tagen', 'vor 4 min', '3 Tage'])
  expect(relative('2026-01-04T12:00:00Z', now)).toBe('4. Jan.')
  expect(exact(before)).toContain('01.03.2026')
  speak('fr-FR', await wordsOf(languages.fr))
  expect(relative(before, now)).toBe('il y a 3 j')
  expect(t('jobs.count', { count: 0 })).toBe('0 job')
  expect(clock(before)).toMatch(/^\d\d:\d\d$/)
})

test('what a language lacks is said in English', async () => {
  const french = { ...languages.fr, load: async () => ({ 'nav.jobs': 'Travaux' }) }
  speak('fr-FR', await wordsOf(french))
  expect([t('nav.jobs'), t('nav.workers')]).toEqual(['Travaux', 'Workers'])
})

test('the first complete language of a person is taken, and English if there is none', () => {
  expect(languageOf(['de-AT', 'en'])).toBe('de')
  expect(languageOf(['en-US', 'de'])).toBe('en')
  expect(languageOf(['fr-FR', 'de-DE', 'en'])).toBe('de')
  expect(languageOf(['ja', 'toString'])).toBe('en')
})

test('the pseudo language says everything, strangely, with the same parameters', () => {
  expect(differences(en, pseudo())).toEqual({ missing: [], superfluous: [], odd: [] })
  expect(pseudo()['nav.jobs']).toBe('⟦Jobs··⟧')
})
