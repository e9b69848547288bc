// Prices in words.

import type { BillingStatus, Price } from '~/api/schema'
import { locale } from '~/format/locale'
import { t } from '~/messages/t'

/** In the currency's own way; a currency that nobody knows is written as it came. */
export function money(amount: number, currency: string): string {
  const code = currency.toUpperCase()
  try {
    return new Intl.NumberFormat(locale(), { style: 'currency', currency: code }).format(amount / 100)
  } catch {
    return `${amount / 100} ${code}`
  }
}

export function priceText(price: Price | null | undefined): string {
  if (!price) return t('billing.no_price')
  const { recurringInterval: interval, recurringIntervalCount: count } = price
  const amount = money(price.amount, price.currency)
  return count === 1 ? t('billing.price_one', { amount, interval }) : t('billing.price_many', { amount, interval, count })
}

const plans: Record<string, string> = {
  free: t('billing.plan_free'),
  basic: t('billing.plan_basic'),
  pro: t('billing.plan_pro'),
  family: t('billing.plan_family'),
  polar: t('billing.plan_polar'),
}

/** A plan that this console does not know is shown by its word. */
export const planName = (word: string): string => plans[word] ?? word

/** The plan that an organisation has: one answer for every page. Polar sells a benefit that no plan of the table is named after. */
export function planOf({ entitled, plan, subscriptions }: Pick<BillingStatus, 'entitled' | 'plan' | 'subscriptions'>): string {
  return planName(entitled && plan === 'free' && subscriptions.length > 0 ? 'polar' : plan)
}

/** What was bought, with its price as far as that is known; nothing if nothing was, or if that is not known. */
export function boughtOf(status: BillingStatus | undefined): { name: string; price: string | undefined } | undefined {
  if (!status?.entitled || status.subscriptions.length === 0) return undefined
  const [first] = status.subscriptions
  const price = typeof first?.amount === 'number' && first.currency ? money(first.amount, first.currency) : undefined
  return { name: planOf(status), price }
}

const things: Record<string, string> = {
  cloud_worker: t('billing.thing_cloud_worker'),
  environment: t('billing.thing_environment'),
  agent: t('billing.thing_agent'),
  api_call: t('billing.thing_api_call'),
}

export const thingName = (word: string): string => things[word] ?? word

export const billerName = (word: string): string => (word === 'polar' ? 'Polar' : word === 'stripe' ? 'Stripe' : word)
