import { expect, test } from 'vitest'
import { extensionMinutes, stopping } from './stopping'

const noon = Date.parse('2026-03-04T12:00:00Z')
const at = (minutes: number) => new Date(noon + minutes * 60_000).toISOString()
const told = (more: object = {}, active_at: string | null = null) => ({
  stops: { after_idle_minutes: 30, ...more },
  activity: { active_at },
  updated_at: at(-20),
})

test('it stops so long after it was last used, or changed, or not before it was extended to', () => {
  expect(stopping(told(), noon)).toEqual({ kind: 'idle', at: noon + 10 * 60_000 })
  expect(stopping(told({}, at(-5)), noon)).toEqual({ kind: 'idle', at: noon + 25 * 60_000 })
  expect(stopping(told({ not_before: at(90) }), noon)).toEqual({ kind: 'kept', at: noon + 90 * 60_000 })
  expect(stopping(told({ not_before: at(-90) }), noon + 60 * 60_000)).toEqual({ kind: 'soon' })
})

test('one that was told nothing never stops, and one that says nothing goes on and says so', () => {
  expect(stopping({ ...told(), stops: null }, noon)).toEqual({ kind: 'never' })
  expect(stopping(told({ says: 'no activity signal' }), noon)).toEqual({ kind: 'unheard', says: 'no activity signal' })
})

test('each extension adds an hour to the one before, up to a week', () => {
  expect(extensionMinutes(told(), noon)).toBe(60)
  expect(extensionMinutes(told({ not_before: at(45) }), noon)).toBe(105)
  expect(extensionMinutes(told({ not_before: at(-45) }), noon)).toBe(60)
  expect(extensionMinutes(told({ not_before: at(10_079) }), noon)).toBe(10_080)
})
