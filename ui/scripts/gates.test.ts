import { expect, test } from 'vitest'
import { initialSize, needed, secretsIn } from './gates.mjs'

const manifest = {
  'index.html': { file: 'index.js', imports: ['_vendor.js'] },
  'src/app.tsx': { file: 'app.js', imports: ['_vendor.js', '_shared.js'] },
  'src/pages/overview/OverviewPage.tsx': { file: 'overview.js', imports: ['_shared.js'] },
  'src/messages/de/index.ts': { file: 'de.js' },
  'src/messages/fr/index.ts': { file: 'fr.js' },
  '_en-L_8qH9Cp.js': { file: 'en.js' },
  'src/shell/Terminal.tsx': { file: 'terminal.js', imports: ['_vendor.js'] },
  '_vendor.js': { file: 'vendor.js' },
  '_shared.js': { file: 'shared.js', imports: ['_vendor.js'] },
}
const sizes: Record<string, number> = { 'index.js': 1000, 'app.js': 10_000, 'overview.js': 5000, 'de.js': 9000, 'fr.js': 3000, 'en.js': 8000, 'vendor.js': 180_000, 'shared.js': 20_000, 'terminal.js': 90_000 }
const size = (file: string) => sizes[file] ?? 0

test('what the first page needs is counted once, with the largest language and without what comes later', () => {
  expect(needed(manifest, ['src/app.tsx']).toSorted()).toEqual(['app.js', 'shared.js', 'vendor.js'])
  expect(initialSize(manifest, size, [])).toBe(225)
  expect(initialSize(manifest, size, ['fr']), 'a partial language has English beside it').toBe(227)
})

test('a library that slips into the first page makes it too large', () => {
  const app = { file: 'app.js', imports: ['_shared.js', 'src/shell/Terminal.tsx'] }
  expect(initialSize({ ...manifest, 'src/app.tsx': app }, size, [])).toBe(315)
  expect(() => initialSize({}, size, [])).toThrow('the manifest has no index.html')
})

// In two parts, so that no scanner takes this file for a leak.
const shapes: string[][] = [
  ['-----BEGIN ', 'PRIVATE KEY-----'],
  ['sk_', 'live_4eC39HqLyjWDarjtT1zdp7dc'],
  ['AKIA', 'IOSFODNN7EXAMPLE'],
  ['ghp_', 'abcdefghijklmnopqrstuvwxyz0123456789'],
  ['muster_', 'operator_abcdefghijklmnopqrstuvwxyz'],
  ['eyJ', 'hbGciOiJIUzI1NiIsInR5.eyJzdWIiOiIxMjM0NTY3ODkw.dBjftJeZ4CVP-mB92K27uhbU'],
  ['postgres://', 'muster:hunter22@db.internal/muster'],
  ['process.', 'env.MUSTER_TOKEN'],
]

test.each(shapes)('%s… is found in a built file', (beginning, rest) => {
  expect(secretsIn('assets/app.js', `const x="${beginning}${rest}"`)).toHaveLength(1)
})

test('the value of a secret variable of the builder is found, and is not printed', () => {
  const [found = ''] = secretsIn('a.js', 'fetch("/x",{key:"correct-horse-battery"})', { DEPLOY_TOKEN: 'correct-horse-battery', LANG: 'fetch("/x",{key' })
  expect(found).toBe('a.js has the value of DEPLOY_TOKEN')
})

test('what a page says of secrets is none', () => {
  const text = 'MUSTER_TOKEN=… muster token create; sk_live_ is how it begins; https://example.org/a:b@c; ${user}:${password}@'
  expect(secretsIn('a.js', text, { MUSTER_TOKEN: 'short' })).toEqual([])
})
