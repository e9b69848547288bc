import { describe, expect, it } from 'vitest'
import type { Worker } from '~/api/schema'
import { progress, together } from './updates'

type Update = NonNullable<Worker['update']>

const worker = (name: string, update?: Partial<Update>): Worker =>
  ({ id: name, name, liveness: 'online', ...(update ? { update: { version: '2.0.0', by: 'operator', asked_at: '2026-01-02T00:00:00Z', stage: 'waiting', since: '2026-01-02T00:00:00Z', ...update } } : {}) }) as Worker

describe('updates', () => {
  it('belong together if they were asked for at one time', () => {
    const workers = [worker('a'), worker('b', { asked_at: '2026-01-01T00:00:00Z', stage: 'done' }), worker('c'), worker('d', {})]
    expect(together(workers).map(({ name }) => name)).toEqual(['d'])
  })

  it('are told while they are under way, with the one that all wait for', () => {
    const workers = [worker('a', { stage: 'done' }), worker('b', { stage: 'draining' }), worker('c', { stage: 'changing' }), worker('d', {})]
    expect(progress(workers)).toMatchObject({ version: '2.0.0', over: 1, total: 4, isUnderWay: true, one: { name: 'c' } })
  })

  it('are not told any more once all went well, and stay told if one failed', () => {
    const done = [worker('a', { stage: 'done' }), worker('b', { stage: 'skipped', version: '' })]
    expect(progress(done)).toBeUndefined()
    expect(progress([])).toBeUndefined()
    const away = { ...worker('c', {}), liveness: 'asleep' as const }
    expect(progress([...done, away])).toBeUndefined()
    const failed = [worker('a', { stage: 'failed' }), worker('b', { stage: 'stopped' })]
    expect(progress(failed)).toMatchObject({ isUnderWay: false, one: { name: 'a' } })
  })
})
