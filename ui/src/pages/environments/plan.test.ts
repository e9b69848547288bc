import { expect, test } from 'vitest'
import { planned, standing, toCome } from './plan'

const step = (ask: string, isOver = true) => ({ ask, began_at: '2026-03-04T12:00:00Z', ended_at: isOver ? '2026-03-04T12:00:01Z' : null, tries: 1, failures: 0 })
const wish = (kind: string, ...steps: ReturnType<typeof step>[]) => ({ kind, resource: 'env-1', steps })

test('a step says where it stands among all, and what comes next', () => {
  expect(standing(wish('create'))).toEqual({ at: 1, of: 3, now: 'keep_storage', next: 'create' })
  expect(standing(wish('create', step('look', false))), 'it is looked first').toEqual({ at: 1, of: 3, now: 'look', next: 'keep_storage' })
  expect(standing(wish('create', step('look'), step('keep_storage'), step('create', false)))).toEqual({ at: 2, of: 3, now: 'create', next: 'look' })
  expect(standing(wish('create', step('keep_storage'), step('create'), step('look', false)))).toEqual({ at: 3, of: 3, now: 'look', next: undefined })
})

test('what happens beside the plan is counted too', () => {
  expect(planned(wish('start', step('look'), step('start'), step('create', false)))).toEqual(['start', 'create', 'look'])
  expect(planned(wish('stop', step('delete', false)))).toEqual(['stop', 'delete', 'look'])
  expect(toCome(wish('delete', step('look'), step('delete', false)))).toEqual(['discard_storage'])
})

test('a worker must answer, and a wish that is not known has no plan', () => {
  expect(planned({ kind: 'create', resource: 'wrk_1', steps: [] })).toEqual(['create', 'look', 'health'])
  expect([planned(wish('adopt')), standing(wish('adopt'))]).toEqual([[], undefined])
})
