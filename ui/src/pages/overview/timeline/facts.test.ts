import { describe, expect, it } from 'vitest'
import type { Job, Worker, WorkerSpan } from '~/api/schema'
import { clusters, failures, kindAt, moments, runningAt, ticks, workerLane } from './facts'

const MINUTE = 60_000
const iso = (minute: number) => new Date(minute * MINUTE).toISOString()
const job = (id: string, from: number, to: number | undefined, state = 'succeeded') =>
  ({ id, state, started_at: iso(from), finished_at: to === undefined ? null : iso(to), worker: { id: 'w1', name: 'studio' } }) as unknown as Job
const window = { from: 0, to: 60 * MINUTE }
const jobs = [job('a', 10, 20), job('b', 15, 30, 'failed'), job('c', 50, undefined, 'running'), job('d', -90, -80)]

describe('the last hour', () => {
  it('says how many jobs ran at each moment', () => {
    expect(moments(jobs, window).map(({ at, running }) => [at / MINUTE, running])).toEqual([
      [0, 0],
      [10, 1],
      [15, 2],
      [20, 1],
      [30, 0],
      [50, 1],
    ])
    const names = (at: number) => runningAt(jobs, at * MINUTE, window.to).map(({ id }) => id)
    expect([names(16), names(20), names(59), names(40)]).toEqual([['a', 'b'], ['b'], ['c'], []])
  })

  it('says what failed in it', () => {
    expect(failures(jobs, window).map(({ job: { id } }) => id)).toEqual(['b'])
  })

  it('draws crosses that would cover each other as one, with their number', () => {
    const failed = [10, 10.2, 10.5, 40].map((minute) => ({ job: job(`j${minute}`, minute, minute, 'failed'), at: minute * MINUTE }))
    expect(clusters(failed, window, 0.014).map(({ at, jobs: some }) => [at / MINUTE, some.length])).toEqual([
      [10.25, 3],
      [40, 1],
    ])
  })

  it('calls a worker whose machine is being made neither lost nor away', () => {
    const worker = { id: 'w2', name: 'build-1', destination: 'cloud', liveness: 'disconnected', liveness_since: iso(50), joined_at: iso(50), pause: null } as unknown as Worker
    const kinds = ['provisioning', 'stopped', 'unread', 'failed'].map((machine) => kindAt(workerLane(worker, [], window, machine), 55 * MINUTE))
    expect(kinds).toEqual(['made', 'stopped', 'unknown', 'disconnected'])
  })

  it('shows of a worker what is known, and no more', () => {
    const worker = { id: 'w1', name: 'studio', liveness: 'asleep', liveness_since: iso(40), joined_at: iso(-100), pause: null } as unknown as Worker
    const lane = workerLane(worker, jobs, window)
    expect([5, 16, 35, 45].map((at) => kindAt(lane, at * MINUTE))).toEqual(['unknown', 'busy', 'unknown', 'asleep'])
  })

  it('shows how a worker was where that was written down', () => {
    const worker = { id: 'w1', name: 'studio', destination: 'local', liveness: 'asleep', liveness_since: iso(40), joined_at: iso(-100), pause: null } as unknown as Worker
    const span = (state: string, from: number, until?: number) => ({ state, from: iso(from), until: until === undefined ? null : iso(until), evidence: '' }) as WorkerSpan
    const past = [span('online', -30, 8), span('lost', 25, 32), span('online', 32, 40), span('asleep', 40)]
    const kinds = (one: Worker) => [5, 9, 16, 31, 35, 45].map((at) => kindAt(workerLane(one, jobs, window, undefined, [], past), at * MINUTE))
    expect(kinds(worker)).toEqual(['online', 'unknown', 'busy', 'lost', 'online', 'asleep'])
    const atProvider = { ...worker, destination: 'cloud' } as Worker
    expect(kinds(atProvider)).toEqual(['online', 'unknown', 'busy', 'unknown', 'online', 'asleep'])
  })

  it('is divided by round times', () => {
    const all = ticks({ from: 7 * MINUTE, to: 67 * MINUTE }, 6)
    expect(all.map((at) => (at / MINUTE) % 10)).toEqual(all.map(() => 0))
    expect(all.length).toBeGreaterThan(2)
  })
})
