import { afterEach, expect, test, vi } from 'vitest'
import { textOf } from './lines'
import { goesOn, TailLog } from './tail'

afterEach(() => vi.useRealTimers())

test('only what is new is taken from the last lines', () => {
  expect(goesOn('', 'a\nb\n')).toBe('a\nb\n')
  expect(goesOn('a\nb\n', 'a\nb\nc\n')).toBe('c\n')
  expect(goesOn('a\nb\nc\n', 'b\nc\nd\n')).toBe('d\n')
  expect(goesOn('a\nb', 'a\nbc\n'), 'a line that goes on').toBe('c\n')
  expect(goesOn('a\nb\n', 'a\nb\n')).toBe('')
  expect(goesOn('a\nb\n', 'x\ny\n'), 'they have nothing in common').toBeUndefined()
})

test('a log is asked for again, says where lines are missing, and rests when nothing runs', async () => {
  vi.useFakeTimers()
  const answers = ['one\n', 'one\ntwo\n', 'nine\n']
  const log = new TailLog(async () => answers.shift() ?? 'nine\n')
  log.start()
  await vi.advanceTimersByTimeAsync(3000)
  expect(log.lines.rows.map(textOf)).toEqual(['one', 'two'])
  await vi.advanceTimersByTimeAsync(3000)
  expect(log.lines.rows.map(textOf)).toEqual(['one', 'two', expect.stringContaining('missing'), 'nine'])
  log.rest()
  expect(log.state.phase).toBe('complete')
})

test('a failure is told, and tried again by itself', async () => {
  vi.useFakeTimers()
  let isAway = true
  const log = new TailLog(async () => {
    if (isAway) throw new Error('no answer')
    return 'there\n'
  })
  log.start()
  await vi.advanceTimersByTimeAsync(0)
  expect([log.state.phase, log.state.problem?.message]).toEqual(['failed', 'no answer'])
  isAway = false
  await vi.advanceTimersByTimeAsync(10_000)
  expect([log.state.phase, log.state.problem, log.lines.rows.map(textOf)]).toEqual(['following', undefined, ['there']])
  log.stop()
})
