// Prices in words.

import type { Price } from '~/api/schema'
import { t } from '~/messages/t'

/** In the currency's own way; a currency that nobody knows is written as it came. */
export function money(amount: number, currency: string): string {
  const code = currency.toUpperCase()
  try {
    return new Intl.NumberFormat('en-GB', { style: 'currency', currency: code }).format(amount / 100)
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

const things: Record<string, string> = {
  cloud_worker: t('billing.thing_cloud_worker'),
  environment: t('billing.thing_environment'),
  agent: t('billing.thing_agent'),
  api_call: t('billing.thing_api_call'),
}

export const thingName = (word: string): string => things[word] ?? word

export const billerName = (word: string): string => (word === 'polar' ? 'Polar' : word === 'stripe' ? 'Stripe' : word)
