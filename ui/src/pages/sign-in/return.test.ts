import { expect, test } from 'vitest'
import { returnIn } from './return'

const HERE = 'http://127.0.0.1:7600/console/billing'

test('whoever has paid comes back with that, and whoever has not comes from a biller’s page', () => {
  expect(returnIn(`${HERE}?returned=1`, '')).toBe('paid')
  expect(returnIn(HERE, 'https://checkout.stripe.com/')).toBe('left')
  expect(returnIn(HERE, 'http://127.0.0.1:4010/')).toBe('left')
})

test('whoever comes from elsewhere has to sign in', () => {
  for (const referrer of ['', 'http://127.0.0.1:7600/console/usage', 'https://example.org/']) expect(returnIn(HERE, referrer), referrer).toBeUndefined()
  expect(returnIn('http://127.0.0.1:7600/console/usage?returned=1', 'https://checkout.stripe.com/')).toBeUndefined()
})
