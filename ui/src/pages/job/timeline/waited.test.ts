import { afterEach, expect, test } from 'vitest'
import type { JobWait } from '~/api/schema'
import { sayerHasCome, sayWith } from '~/messages/said'
import { forWhat, toldWaits } from './waited'

afterEach(() => sayWith(undefined))

const at = (minute: number): string => new Date(minute * 60_000).toISOString()
const wait = (said: string | null): JobWait => ({ cause: 'fit', from: at(0), until: at(12), said })

test('what the coordinator said of a wait is said in the language of the page', async () => {
  expect(forWhat(wait(null))).toBe('for a worker that fits')
  expect(forWhat(wait('1 worker lacks `gpu`'))).toBe('for a worker that fits (1 worker lacks `gpu`)')
  sayWith(Promise.resolve((sentence) => (sentence === '1 worker lacks `gpu`' ? '1 Worker fehlt `gpu`' : undefined)))
  await sayerHasCome()
  expect(forWhat(wait('1 worker lacks `gpu`'))).toBe('for a worker that fits (1 Worker fehlt `gpu`)')
  expect(toldWaits([wait('1 worker lacks `gpu`'), wait('something new')], 0)).toMatch(/1 Worker fehlt `gpu`.*something new/)
})
