import { expect, test } from 'vitest'
import { costNow, costOf, costOfFiles } from './cost'

const rates = { core: 40_500, memory_gb: 4450, storage_gb: 82, as_of: '2025-06-01' }
const sized = { cpu_cores: 2, memory_gb: 4, storage_gb: 20 }
const priced = (status: string, reason: string | null = null) => ({ ...sized, status, reason, price_per_hour: 100_440 })

test('an hour costs its cores, its memory and its storage', () => {
  expect(costOf(sized, rates)).toBe(100_440)
  expect(costOfFiles(sized, rates)).toBe(1640)
  expect([costOf(sized, null), costOfFiles(sized, undefined)], 'where prices are not known nothing is made up').toEqual([undefined, undefined])
})

test('what is stopped or has failed costs its files alone', () => {
  expect(costNow(priced('running'), rates)).toEqual({ of: 'all', micro: 100_440 })
  expect(costNow(priced('stopping'), rates), 'it runs until it is stopped').toEqual({ of: 'all', micro: 100_440 })
  expect(costNow(priced('stopped'), rates)).toEqual({ of: 'files', micro: 1640 })
  expect(costNow(priced('failed', 'image_denied'), rates)).toEqual({ of: 'files', micro: 1640 })
  expect(costNow(priced('stopped'), null)).toEqual({ of: 'files', micro: undefined })
})

test('what may still be there is not called cheap, and what is gone is free', () => {
  expect(costNow(priced('failed', 'unanswered'), rates)).toEqual({ of: 'all', micro: 100_440 })
  expect(costNow(priced('failed', 'storage_gone'), rates)).toEqual({ of: 'all', micro: 0 })
  expect(costNow(priced('gone'), rates)).toEqual({ of: 'all', micro: 0 })
})
