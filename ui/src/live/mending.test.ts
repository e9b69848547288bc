import { describe, expect, it } from 'vitest'
import { Refused } from '~/api/call'
import type { Problem } from '~/api/schema'
import { asking, mending } from './mending'

const refused = (status: number) => new Refused({ status, error: 'x', title: '', detail: '' } as unknown as Problem, undefined)

describe('what went wrong', () => {
  it('is asked again within five seconds, however seldom it is asked otherwise', () => {
    expect(mending(refused(500), 60_000)).toBe(5000)
    expect(mending(new TypeError('away'), false)).toBe(5000)
    expect(mending(refused(429), false)).toBe(5000)
    expect(mending(refused(503), 1000)).toBe(1000)
  })

  it('is not asked again where the answer was a no', () => {
    expect(mending(refused(404), false)).toBe(false)
    expect(mending(refused(403), 60_000)).toBe(60_000)
  })

  it('is asked as usual when all is well again', () => {
    expect(asking(60_000)({ state: { error: null } })).toBe(60_000)
    expect(asking(false)({ state: { error: null } })).toBe(false)
  })
})
