// `t('jobs.count', { count: 3 })`: the text for a key, with its parameters filled in.

import { number } from '~/format/number'
import type { Arguments, Message } from './catalogue'
import { en } from './en'

export type Catalogue = typeof en
export type Key = keyof Catalogue

const plurals = new Intl.PluralRules('en-GB')

export function t<K extends Key>(key: K, ...[given]: Arguments<Catalogue[K]>): string {
  return fill(en[key], given as Record<string, string | number> | undefined)
}

export function fill(message: Message, given: Record<string, string | number> = {}): string {
  const text = typeof message === 'string' ? message : message[form(given['count'])]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => show(given[name]) ?? whole)
}

function form(count: string | number | undefined): 'one' | 'other' {
  return plurals.select(Number(count)) === 'one' ? 'one' : 'other'
}

function show(value: string | number | undefined): string | undefined {
  return typeof value === 'number' ? number(value) : value
}
