import { expect, test } from 'vitest'
import { listCommand, muster, word } from './command'

test('a word is quoted where a shell would read it as something else', () => {
  expect(['job_1', 'a b', "it's", '$HOME', '', 'team=ml'].map(word)).toEqual(['job_1', "'a b'", String.raw`'it'\''s'`, "'$HOME'", "''", 'team=ml'])
  expect(muster('job', 'rerun', false, 'job_1')).toBe('muster job rerun job_1')
})

test('a query is the list of the command line', () => {
  expect(listCommand({})).toBe('muster job list')
  expect(listCommand({ state: 'failed,running', label: 'team=ml,run=7', search: 'cargo test' })).toBe("muster job list 'state:failed,running label:team=ml label:run=7 cargo test'")
  expect(listCommand({ schedule: 'nightly' })).toBe('muster job list schedule:nightly')
})
