import { expect, test } from 'vitest'
import { codeIn } from './link'

test('only a whole link is one', () => {
  expect(codeIn('#link=Z_zYcPwN-Wa')).toBe('Z_zYcPwN-Wa')
  for (const hash of ['', '#', '#L12', '#link=', '#link=a&b', '#xlink=a', '#link=a b']) expect(codeIn(hash), hash).toBeUndefined()
})
