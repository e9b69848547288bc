import { expect, test } from 'vitest'
import { money, planName, priceText } from './money'

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
