import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWords, showWords } from './words'

const names = ['type', 'owner'] as const

test('pairs and words are told apart, and quotes hold a value together', () => {
  expect(readWords('invoices owner:"Finance and more" type:router paid', names)).toEqual({ pairs: { owner: 'Finance and more', type: 'router' }, text: 'invoices paid' })
})

test('what no name is known for is a word, and what is not typed yet is nothing', () => {
  expect(readWords('invoices:read owner: type:""', names)).toEqual({ pairs: {}, text: 'invoices:read' })
})

test('what was typed is read back as it was shown', () => {
  const value = fc.stringMatching(/^[\p{L}\d&.:@-]+( [\p{L}\d&.:@-]+){0,2}$/u)
  const word = fc.stringMatching(/^[\p{L}\d-]+$/u)
  const query = fc.record({ pairs: fc.record({ type: value, owner: value }, { requiredKeys: [] }), text: fc.array(word, { maxLength: 3 }).map((all) => all.join(' ')) })
  fc.assert(
    fc.property(query, (said) => {
      expect(readWords(showWords(said, names), names)).toEqual(said)
    }),
  )
})
