import { expect, test } from 'vitest'
import type { BillingStatus } from '~/api/schema'
import { boughtOf, money, planName, planOf, priceText } from './money'

test('an amount is written in its currency', () => {
  expect(money(2005, 'usd')).toBe('US$20.05')
  expect(money(900, 'not one')).toBe('9 NOT ONE')
})

test('a price says how often it is paid', () => {
  const price = { amount: 1000, currency: 'eur', recurringInterval: 'month', recurringIntervalCount: 1 }
  expect(priceText(price)).toBe('€10.00 a month')
  expect(priceText({ ...price, recurringIntervalCount: 3 })).toBe('€10.00 every 3 months')
  expect(priceText(null)).toContain('biller')
})

test('a plan of a newer coordinator is shown by its word', () => {
  expect(planName('pro')).toBe('Pro')
  expect(planName('galaxy')).toBe('galaxy')
})

test('the plan is one on every page: what Polar sold is the Cloud plan', () => {
  const bought = { entitled: true, plan: 'free', subscriptions: [{ amount: 1900, currency: 'usd' }] } as unknown as BillingStatus
  expect(planOf(bought)).toBe('Cloud plan')
  expect(boughtOf(bought)).toEqual({ name: 'Cloud plan', price: 'US$19.00' })
  const free = { entitled: false, plan: 'free', subscriptions: [] } as unknown as BillingStatus
  expect([planOf(free), boughtOf(free), boughtOf(undefined)]).toEqual(['Free', undefined, undefined])
})
