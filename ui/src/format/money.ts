// Amounts of US dollars, as the page's language writes them.

import { perLocale } from './locale'

const usd = (least: number, most: number) =>
  perLocale((locale) => new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol', minimumFractionDigits: least, maximumFractionDigits: most }))

const amounts = usd(2, 2)
const small = usd(2, 4)

/** An amount to the cent; less than a cent is not nothing. */
export const dollars = (amount: number): string => (amount > 0 && amount < 0.01 ? small : amounts)().format(amount)

/** What an hour costs: of a small machine the cents alone would be half of the truth. */
export const rate = (amount: number): string => small().format(amount)

const MILLION = 1_000_000

/** The same of millionths, in which the coordinator counts. */
export const microDollars = (micro: number): string => dollars(micro / MILLION)
export const microRate = (micro: number): string => rate(micro / MILLION)
