import { expect, test } from 'vitest'
import { isTooLittle } from './may'
import type { Me } from './schema'

const me = (role: 'viewer' | 'operator' | 'owner'): Me => ({
  actor: 'operator',
  organisation: 'org',
  may_change: role !== 'viewer',
  role,
  coordinator: { version: '', machine: '', urls: [], data_dir: '' },
})

test('each role may what it may and no more', () => {
  const table = (['viewer', 'operator', 'owner'] as const).map((role) => [isTooLittle('operator', me(role)), isTooLittle('owner', me(role))])
  expect(table).toEqual([
    [true, true],
    [false, true],
    [false, false],
  ])
  expect(isTooLittle('owner', undefined)).toBe(false)
})
