import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Item } from './palette-things'
import { rank } from './rank'

const nothing = () => {}
const item = (text: string, more: Partial<Item> = {}): Item => ({ key: text, group: 'Actions', text, run: nothing, ...more })
const job = (id: string, name: string, command: string): Item => item(id, { group: 'Jobs', name, detail: `Running · ${name}`, words: command })

const first = (typed: string, fixed: Item[], found: Item[] = []) => rank(fixed, found, typed)[0]?.item.text

test.each([
  ['sleep', 'job_6', [], [job('job_12', 'test', 'sleep 600'), job('job_6', 'sleeper', 'true')]],
  ['language', 'Settings: Appearance', [item('Settings: Appearance', { group: 'Settings', words: 'language, theme' }), item('Go to Jobs')], []],
  ['stop everything', 'Stop everything that costs money', [item('Stop web'), item('Stop everything that costs money')], []],
  ['vm', 'vm', [item('Pause vm'), item('vm', { group: 'Workers' })], []],
  ['settings lang', 'Settings: Appearance', [item('Settings: Appearance', { words: 'language' }), item('Settings: Tokens')], []],
] as const)('for `%s` the first is %s', (typed, expected, fixed, found) => {
  expect(first(typed, [...fixed], [...found])).toBe(expected)
})

test('the way out comes last, and only when something was typed', () => {
  const all = [item('Search the jobs', { group: 'Search', isLast: true }), item('Go to Jobs', { group: 'Pages' })]
  expect(rank(all, [], 'jobs').map((one) => one.item.text)).toEqual(['Go to Jobs', 'Search the jobs'])
  expect(rank(all, [], 'xyz').map((one) => one.item.text)).toEqual(['Search the jobs'])
  expect(rank(all, [], '').map((one) => one.item.text)).toEqual(['Go to Jobs'])
})

const word = fc.stringMatching(/^[a-z]{1,6}$/)
const things = fc.uniqueArray(fc.record({ name: word, detail: word, group: fc.constantFrom('Jobs', 'Workers', 'Actions') }), { maxLength: 30, selector: ({ name }) => name })
const itemsOf = (all: { name: string; detail: string; group: string }[]): Item[] => all.map(({ name, detail, group }) => item(name, { detail, group }))

test('among those of a kind no name that only contains the text, or does not, comes before one that begins with it', () => {
  fc.assert(
    fc.property(things, word, (all, typed) => {
      const ranked = rank(itemsOf(all), [], typed).map((one) => one.item)
      for (const group of new Set(ranked.map((one) => one.group))) {
        const begins = ranked.filter((one) => one.group === group).map((one) => one.text.startsWith(typed))
        expect(begins.toSorted((a, b) => Number(b) - Number(a))).toEqual(begins)
      }
    }),
  )
})

test('kinds stay together, none shows more than seven, and what was found is never dropped for not being explained', () => {
  fc.assert(
    fc.property(things, things, word, (fixed, found, typed) => {
      const ranked = rank(itemsOf(fixed), itemsOf(found).map((one) => ({ ...one, group: 'Found' })), typed)
      const groups = ranked.map(({ item: one }) => one.group)
      const runs = groups.filter((group, place) => group !== groups[place - 1])
      expect(new Set(runs).size).toBe(runs.length)
      for (const group of runs) expect(groups.filter((one) => one === group).length).toBeLessThanOrEqual(7)
      expect(groups.filter((one) => one === 'Found').length).toBe(Math.min(7, found.length))
    }),
  )
})
