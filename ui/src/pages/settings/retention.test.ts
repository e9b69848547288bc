import { expect, test } from 'vitest'
import { asDraft, asRule, isComplete } from './retention'

test('a rule is typed as it is kept', () => {
  const rules = [{}, { label: 'team=ml', keep_last: 0 }, { keep_last: 5, keep_days: 30 }]
  expect(rules.map((rule) => asRule(asDraft(rule)))).toEqual(rules)
})

test('what is no number is not sent', () => {
  const draft = asDraft({ keep_last: 5 })
  expect(isComplete(draft)).toBe(true)
  expect(isComplete({ ...draft, days: 'a week' })).toBe(false)
  expect(isComplete({ ...draft, last: '-1' })).toBe(false)
  expect(isComplete({ ...draft, days: '0' })).toBe(false)
  expect(isComplete({ ...draft, label: 'team' })).toBe(false)
})
