// English made strange, to see what no reader of English sees.

import type { Translated, Translation } from './catalogue'
import { en } from './en'

/** Brackets show where a text begins and ends, and that it was translated at all; other languages are longer, so this one is. */
export const strange = (text: string): string => `⟦${text}${'·'.repeat(Math.ceil(text.length / 3))}⟧`

export function pseudo(): Translation {
  const all = Object.entries(en).map(([key, message]): [string, Translated] => [
    key,
    typeof message === 'string' ? strange(message) : { one: strange(message.one), other: strange(message.other) },
  ])
  return Object.fromEntries(all)
}
