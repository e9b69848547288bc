import { afterEach, expect, test } from 'vitest'
import { windowKeys } from '~/platform/window-keys'
import { actionIds, bind, conflicts, keysOf, resetAll, shortcuts, unbind } from './bindings'
import { isTaken } from './keys'

afterEach(resetAll)

test('as they come, no two shortcuts are in each other’s way', () => {
  for (const id of actionIds) expect(conflicts(id, keysOf(id)), id).toEqual([])
})

test('no shortcut is a key of the window, as it comes or as somebody chooses it', () => {
  for (const id of actionIds) expect(isTaken(keysOf(id)), id).toBe(false)
  for (const keys of Object.keys(windowKeys)) expect(isTaken(keys), keys).toBe(true)
})

test('keys that are given away are taken from whoever had them', () => {
  expect(conflicts('job_rerun', 'c')).toEqual(['job_cancel'])
  bind('job_rerun', 'c')
  expect([keysOf('job_rerun'), keysOf('job_cancel')]).toEqual(['c', ''])
  unbind('job_cancel')
  expect(keysOf('job_cancel'), 'its own keys are still taken').toBe('')
  unbind('job_rerun')
  unbind('job_cancel')
  expect([keysOf('job_rerun'), keysOf('job_cancel')]).toEqual(['r', 'c'])
})

test('a choice is kept in the browser', () => {
  bind('go_jobs', 'g b')
  expect(JSON.parse(localStorage.getItem('muster.shortcuts') ?? '')).toEqual({ isOn: true, keys: { go_jobs: 'g b' } })
  expect(shortcuts.get().keys.go_jobs).toBe('g b')
})
