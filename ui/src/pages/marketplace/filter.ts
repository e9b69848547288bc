// What is asked for, in the address and in the words of the query.

import type { ListingFilter } from '~/api/market-queries'
import { readWords, showWords } from '~/api/words'

const NAMES = ['type', 'capability', 'owner'] as const

const said = (value: unknown): string | undefined => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() || undefined : undefined)

/** From the address; what makes no sense there is left out. */
export function readListingFilter({ search, type, capability, owner, page }: Record<string, unknown>): ListingFilter {
  const place = Number(page)
  return leaveOut({ search: said(search), type: said(type), capability: said(capability), owner: said(owner), page: Number.isInteger(place) && place > 1 ? place : undefined })
}

/** From what was typed; whoever asks anew begins at the first page. */
export function typedFilter(text: string): ListingFilter {
  const { pairs, text: search } = readWords(text, NAMES)
  return leaveOut({ search: search || undefined, ...pairs })
}

export const showListingFilter = ({ search = '', type, capability, owner }: ListingFilter): string =>
  showWords({ pairs: leaveOut({ type, capability, owner }), text: search }, NAMES)

function leaveOut<T extends object>(all: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> }
}
