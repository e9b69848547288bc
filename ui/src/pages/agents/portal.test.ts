import { expect, test } from 'vitest'
import { portalAt } from './portal'

test('whoever is at the machine looks at its own pages, and others at those that everybody sees', () => {
  const open = { public_url: 'https://muster.example' }
  const closed = { public_url: null }
  expect(portalAt(closed, 'http://127.0.0.1:7600')).toBe('http://127.0.0.1:7600/portal')
  expect(portalAt(open, 'http://[::1]:7600')).toBe('http://[::1]:7600/portal')
  expect(portalAt(open, 'https://console.example')).toBe('https://muster.example/portal')
  expect(portalAt(closed, 'https://localhost.example')).toBeUndefined()
  expect(portalAt(open, undefined)).toBe('https://muster.example/portal')
})
