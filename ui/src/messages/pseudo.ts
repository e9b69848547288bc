// English made strange, to see what no reader of English sees.

import type { Translated, Translation } from './catalogue'
import { en } from './en'
import type { Sayer } from './said'

/** Brackets show where a text begins and ends, and that it was translated at all; other languages are longer, so this one is. */
export const strange = (text: string): string => `⟦${text}${'·'.repeat(Math.ceil(text.length / 3))}⟧`

export function pseudo(): Translation {
  const all = Object.entries(en).map(([key, message]): [string, Translated] => [
    key,
    typeof message === 'string' ? strange(message) : { one: strange(message.one), other: strange(message.other) },
  ])
  return Object.fromEntries(all)
}

/** What the coordinator says, as far as there are words for it in another language. */
export async function pseudoSayer(): Promise<Sayer> {
  const [{ sayings }, { sayer }] = await Promise.all([import('./said/de'), import('./said/sayer')])
  // What stands between sentences is none.
  const sentences = Object.keys(sayings).filter((sentence) => sentence === sentence.trim())
  return sayer(Object.fromEntries(sentences.map((sentence) => [sentence, strange(sentence)])))
}
