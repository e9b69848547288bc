import { expect, test } from 'vitest'
import { isBillersPage } from './pages'

test.each(['https://polar.sh/a', 'https://buy.polar.sh/x?y#z', 'https://checkout.stripe.com/c', 'http://127.0.0.1:4010/checkout/1'])('%s is opened', (page) => {
  expect(isBillersPage(page)).toBe(true)
})

test.each([
  'http://polar.sh/a',
  'https://evilpolar.sh/',
  'https://polar.sh.evil.example/',
  'https://polar.sh@evil.example/',
  'https://u:p@polar.sh/',
  'https://polar.sh:8443/',
  'https://stripe.com/',
  'http://127.0.0.1.evil.example/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'polar.sh',
  '',
])('%s is not', (page) => {
  expect(isBillersPage(page)).toBe(false)
})
