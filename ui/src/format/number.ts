// Numbers and sizes, for people.

import { perLocale } from './locale'

const format = perLocale((locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))

// A narrow space that does not break, as the SI says: commas are decimal marks to half of the world.
const GROUP = '\u202f'

export function number(value: number): string {
  return format()
    .formatToParts(value)
    .map((part) => (part.type === 'group' ? GROUP : part.value))
    .join('')
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

export function bytes(count: number): string {
  const power = Math.min(Math.floor(Math.log10(Math.max(count, 1)) / 3), UNITS.length - 1)
  return `${number(count / 1000 ** power)} ${UNITS[power]}`
}
