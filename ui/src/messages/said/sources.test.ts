// What the coordinator says and what is said of it stay together: whoever changes a sentence there is told here.

import { expect, test } from 'vitest'
import type { Translated } from '../catalogue'
import * as de from './de'
import * as fr from './fr'
import { standsIn, textsBelow, textsIn } from './rust'

const texts = textsBelow('../crates')
/** Codes are shown with blanks. */
for (const code of [...texts].filter((text) => /^[a-z]+(_[a-z]+)+$/.test(text))) texts.add(code.replaceAll('_', ' '))

const languages = Object.entries({ de, fr })

const forms = (message: Translated): string[] => (typeof message === 'string' ? [message] : Object.values(message))
const gaps = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted()
const codes = (text: string): string[] => [...text.matchAll(/`[^`]*`/g)].map(([code]) => code).toSorted()

/** Buttons of the console, which the coordinator names. */
const BUTTONS = ['`Add worker`', '`Worker hinzufügen`']

test.each(languages)('every sentence that %s knows still stands in the sources of the coordinator', (_, { sayings }) => {
  const stands = standsIn(texts)
  const gone = Object.keys(sayings).filter((sentence) => !stands(sentence))
  expect(gone, 'said there no more, or in other words').toEqual([])
})

test('none would still stand if one of its words were another one', () => {
  const stands = standsIn(texts)
  const others = Object.keys(de.sayings).map((sentence) => sentence.replace(/(?<![{\w])\p{L}{2,}(?![\w}])/u, '$&x'))
  expect(others.filter((sentence) => !(sentence in de.sayings) && stands(sentence))).toEqual([])
})

test('a sentence in other words is found to be gone', () => {
  const stands = standsIn(new Set(textsIn('f("waits for {first} and {others} others"); g("1 worker"); g("lacks"); h("{workers} {lack} `{}`"); h("{}; \\\n   more of {it}")')))
  expect(['waits for {job} and {n} others', '1 worker lacks `{label}`', '1 worker; more of {thing}'].map(stands)).toEqual([true, true, true])
  expect(['waits for {job} and {n} more', '2 workers lack `{label}`', '1 worker; less of {thing}', 'lacks'].map(stands)).toEqual([false, false, false, true])
})

test('texts are read out of a source, and not its comments and tests', () => {
  const source = ['// "no"', "let quote = '\"';", 'say("a \\"b\\" {{x}} {y:?}");', 'say(r#"raw "c""#);', '#[cfg(test)]', 'mod tests {', '"test" }'].join('\n')
  expect(textsIn(source)).toEqual(['a "b" {x} \0', 'raw "c"'])
})

test.each(languages)('%s has the same gaps, and the same words of code', (_, { sayings }) => {
  const odd = Object.entries(sayings).flatMap(([sentence, message]) =>
    forms(message).flatMap((text) => {
      const [here, there] = [codes(sentence), codes(text)].map((all) => all.filter((code) => !BUTTONS.includes(code)))
      return JSON.stringify([gaps(sentence), here]) === JSON.stringify([gaps(text), there]) ? [] : [`${sentence} → ${text}`]
    }),
  )
  expect(odd).toEqual([])
})

test.each(languages)('%s knows no sentence twice', (_, { parts }) => {
  const all = parts.flatMap((part) => Object.keys(part))
  expect(all.filter((sentence, at) => all.indexOf(sentence) !== at)).toEqual([])
})

test('German addresses nobody, begs for nothing and does not shout here either', () => {
  for (const text of Object.values(de.sayings).flatMap(forms)) expect(text.replaceAll(/`[^`]*`/g, '')).not.toMatch(/\b(Ihr|Ihre[nmrs]?|Ihnen|du|dein\w*|leider|hoppla)\b|!/)
})
