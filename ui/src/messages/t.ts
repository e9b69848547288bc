// `t('jobs.count', { count: 3 })`: the text for a key in the page's language, with its parameters filled in.

import { perLocale, writeFor } from '~/format/locale'
import { number } from '~/format/number'
import type { Arguments, Translated, Translation } from './catalogue'
import type { en } from './en'

export type Catalogue = typeof en
export type Key = keyof Catalogue

const plurals = perLocale((locale) => new Intl.PluralRules(locale))

let spoken: Translation = {}

/** From now on in this language, which has a text for each key. A text that was asked for before stays as it was. */
export function speak(locale: string, words: Translation): void {
  writeFor(locale)
  spoken = words
}

export function t<K extends Key>(key: K, ...[given]: Arguments<Catalogue[K]>): string {
  return fill(spoken[key] ?? key, given as Record<string, string | number> | undefined)
}

export function fill(message: Translated, given: Record<string, string | number> = {}): string {
  const text = typeof message === 'string' ? message : (message[plurals().select(Number(given['count']))] ?? message.other)
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => show(given[name]) ?? whole)
}

function show(value: string | number | undefined): string | undefined {
  return typeof value === 'number' ? number(value) : value
}
