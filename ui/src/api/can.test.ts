import { expect, test } from 'vitest'
import { isOver, obstacle } from './can'
import { jobStates } from './job-filter'
import type { Me } from './schema'

const me = (may_change: boolean): Me => ({
  actor: 'operator',
  organisation: 'org',
  may_change,
  coordinator: { version: '', machine: '', urls: [], data_dir: '' },
})

test('every state has an answer to every action', () => {
  const table = jobStates.map((state) => {
    const answer = (action: 'cancel' | 'rerun') => obstacle(action, { state, is_cancel_requested: false }, me(true)) ?? 'yes'
    return `${state}: cancel ${answer('cancel')}, rerun ${answer('rerun')}, over ${isOver(state)}`
  })
  expect(table).toEqual([
    'blocked: cancel yes, rerun yes, over false',
    'queued: cancel yes, rerun yes, over false',
    'retry_wait: cancel yes, rerun yes, over false',
    'leased: cancel yes, rerun yes, over false',
    'running: cancel yes, rerun yes, over false',
    'succeeded: cancel wrong_state, rerun yes, over true',
    'failed: cancel wrong_state, rerun yes, over true',
    'cancelled: cancel wrong_state, rerun yes, over true',
    'timed_out: cancel wrong_state, rerun yes, over true',
    'quarantined: cancel wrong_state, rerun yes, over true',
  ])
})

test('who may only look, and what was already asked', () => {
  const running = { state: 'running', is_cancel_requested: true } as const
  expect(obstacle('cancel', running, me(true))).toBe('already_asked')
  expect(obstacle('cancel', running, me(false))).toBe('read_only')
  expect(obstacle('rerun', running, undefined)).toBeUndefined()
})
