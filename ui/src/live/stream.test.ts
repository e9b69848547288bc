import { expect, test } from 'vitest'
import type { StreamEvent } from '~/api/schema'
import type { StreamHandlers } from '~/platform/types'
import { LiveStream, type Timers } from './stream'

/** A platform whose streams are opened and ended by hand, and a clock that is moved by hand. */
function bench() {
  const dialled: { path: string; handlers: StreamHandlers; isClosed: boolean }[] = []
  const platform = {
    stream: (path: string, _id: string | undefined, handlers: StreamHandlers) => {
      const line = { path: decodeURIComponent(path), handlers, isClosed: false }
      dialled.push(line)
      return () => {
        line.isClosed = true
      }
    },
  }
  let now = 0
  const planned = new Set<{ at: number; run: () => void }>()
  const timers: Timers = {
    now: () => now,
    random: () => 0.5,
    after: (ms, run) => {
      const one = { at: now + ms, run }
      planned.add(one)
      return () => planned.delete(one)
    },
  }
  const pass = (ms: number) => {
    const until = now + ms
    for (;;) {
      const [next] = [...planned].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)
      if (!next) break
      planned.delete(next)
      now = next.at
      next.run()
    }
    now = until
  }
  let gaps = 0
  const stream = new LiveStream(platform, () => (gaps += 1), timers)
  const seen: StreamEvent[] = []
  const follow = (name: string) => stream.follow({ name: () => name, onEvent: (event) => seen.push(event) })
  const tell = (line: number, event: StreamEvent) => dialled[line]?.handlers.onEvent({ id: undefined, data: JSON.stringify(event) })
  const end = (line: number) => dialled[line]?.handlers.onEnd({})
  return { stream, follow, tell, end, pass, dialled, seen, gaps: () => gaps, phase: () => stream.connection.get().phase }
}

test('topics that come together open one stream', () => {
  const { follow, pass, dialled, tell, phase, gaps } = bench()
  follow('workers')
  follow('jobs')
  pass(50)
  expect(dialled.map((line) => line.path)).toEqual(['/v1/stream?topics=jobs,workers'])
  tell(0, { type: 'ready' })
  expect([phase(), gaps()]).toEqual(['live', 1])
})

test('the old stream is heard until after the new one is ready, so nothing is missed and nothing read again', () => {
  const { follow, pass, dialled, tell, seen, gaps } = bench()
  follow('jobs')
  pass(50)
  tell(0, { type: 'ready' })
  follow('log:job_1:1:0')
  pass(50)
  tell(0, { type: 'jobs', items: [] })
  expect([dialled[0]?.isClosed, seen.length]).toEqual([false, 2])
  tell(1, { type: 'ready' })
  tell(0, { type: 'jobs', items: [] })
  expect([dialled[0]?.isClosed, seen.length, gaps()]).toEqual([false, 4, 1])
  pass(300)
  tell(0, { type: 'jobs', items: [] })
  expect([dialled[0]?.isClosed, seen.length, gaps()]).toEqual([true, 4, 1])
})

test('however fast the topics change, only few streams are open and nothing is missed', () => {
  const { follow, pass, dialled, tell, gaps } = bench()
  const openLines = () => dialled.filter((line) => !line.isClosed).length
  follow('jobs')
  for (let job = 0; job < 4; job += 1) {
    pass(50)
    tell(job, { type: 'ready' })
    follow(`log:job_${job}:1:0`)
  }
  expect([dialled.length, openLines()]).toEqual([4, 3])
  expect(gaps()).toBe(2)
  pass(300)
  tell(4, { type: 'ready' })
  pass(300)
  expect([openLines(), gaps()]).toEqual([1, 2])
})

test('it comes back later and later, and says when', () => {
  const { follow, pass, dialled, end, stream } = bench()
  follow('jobs')
  pass(50)
  let now = 50
  const waits = Array.from({ length: 7 }, (_, failure) => {
    end(failure)
    const state = stream.connection.get()
    if (state.phase !== 'waiting') throw new Error(state.phase)
    const wait = state.until - now
    pass(wait)
    now += wait
    return wait
  })
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000])
  expect(dialled).toHaveLength(8)
})

test('after a gap everything is read again', () => {
  const { follow, pass, tell, end, gaps, phase } = bench()
  follow('jobs')
  pass(50)
  tell(0, { type: 'ready' })
  end(0)
  expect(phase()).toBe('waiting')
  pass(500)
  tell(1, { type: 'ready' })
  expect([phase(), gaps()]).toEqual(['live', 2])
  tell(1, { type: 'resync' })
  expect(gaps()).toBe(3)
})

test('a coordinator that stops says when to come back', () => {
  const { follow, pass, tell, dialled, stream } = bench()
  follow('jobs')
  pass(50)
  tell(0, { type: 'ready' })
  tell(0, { type: 'bye', retry_ms: 1000 })
  expect(stream.connection.get()).toMatchObject({ phase: 'waiting', until: 1050 })
  pass(999)
  expect(dialled).toHaveLength(1)
  pass(1)
  expect(dialled).toHaveLength(2)
})

test('a person need not wait', () => {
  const { follow, pass, end, dialled, stream } = bench()
  follow('jobs')
  pass(50)
  end(0)
  stream.retryNow()
  pass(0)
  expect(dialled).toHaveLength(2)
})

test('silence is an end', () => {
  const { follow, pass, tell, dialled, phase } = bench()
  follow('jobs')
  pass(50)
  tell(0, { type: 'ready' })
  pass(30_000)
  dialled[0]?.handlers.onActivity()
  pass(30_000)
  expect(phase()).toBe('live')
  pass(2000)
  expect([phase(), dialled[0]?.isClosed]).toEqual(['waiting', true])
})

test('one that takes a line and says nothing is not there', () => {
  const { follow, pass, dialled, phase } = bench()
  follow('jobs')
  pass(50)
  dialled[0]?.handlers.onActivity()
  pass(9999)
  expect(phase()).toBe('connecting')
  pass(1)
  expect([phase(), dialled[0]?.isClosed]).toEqual(['waiting', true])
  pass(500)
  expect([phase(), dialled.length]).toEqual(['waiting', 2])
})

test('what a line that has fallen silent did not tell is read when another takes its place', () => {
  const { follow, pass, dialled, tell, gaps } = bench()
  follow('jobs')
  pass(50)
  tell(0, { type: 'ready' })
  dialled[0]?.handlers.onActivity()
  pass(20_000)
  follow('log:job_1:1:0')
  pass(50)
  tell(1, { type: 'ready' })
  expect([dialled.length, gaps()]).toEqual([2, 2])
})

test('with nothing to follow there is no stream', () => {
  const { follow, pass, tell, dialled } = bench()
  const leave = follow('jobs')
  pass(50)
  tell(0, { type: 'ready' })
  leave()
  pass(4999)
  expect(dialled[0]?.isClosed).toBe(false)
  pass(1)
  expect([dialled.length, dialled[0]?.isClosed]).toEqual([1, true])
})
