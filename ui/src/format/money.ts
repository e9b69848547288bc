// Amounts of US dollars, as the page's language writes them.

import { perLocale } from './locale'

const usd = (least: number, most: number) =>
  perLocale((locale) => new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: least, maximumFractionDigits: most }))

const amounts = usd(2, 2)
const small = usd(2, 4)

const CENT = 0.01
/** What is nearer to nothing than this is written as nothing. */
const LEAST = 0.00005

/** The sum of no amounts may be a zero below zero, which would be written with its sign. */
const unsigned = (amount: number): number => (Math.abs(amount) < LEAST ? 0 : amount)
const isBelowACent = (amount: number): boolean => amount !== 0 && Math.abs(amount) < CENT

/** An amount to the cent; less than a cent is not nothing. */
export const dollars = (amount: number): string => (isBelowACent(amount) ? small : amounts)().format(unsigned(amount))

/** What an hour costs: of a small machine the cents alone would be half of the truth. */
export const rate = (amount: number): string => small().format(unsigned(amount))

const fine = usd(4, 4)
const hasPartOfACent = (amount: number): boolean => Math.abs(amount / CENT - Math.round(amount / CENT)) > LEAST

/** How the amounts of a column are written: each with as many digits as the one that needs the most, so that their points stand below each other. */
export const dollarsAlike = (all: number[]): ((amount: number) => string) => alike(all.some(isBelowACent))
export const ratesAlike = (all: number[]): ((amount: number) => string) => alike(all.some(hasPartOfACent))

const alike = (isFine: boolean) => (amount: number) => (isFine ? fine : amounts)().format(unsigned(amount))

/** In millionths the coordinator counts what things cost. */
export const MILLION = 1_000_000

/** The same of millionths. */
export const microDollars = (micro: number): string => dollars(micro / MILLION)
export const microRate = (micro: number): string => rate(micro / MILLION)
