import { expect, test } from 'vitest'
import type { Spend } from '~/api/schema'
import { type Asked, endingOf } from './stopping'

const asked = (id: string, state: string | undefined, provider = 'render') =>
  ({ what: { id, name: id, provider, kind: 'worker' }, latest: state && { state, reason: 'provider_said_no' }, problem: null }) as unknown as Asked
const running = (...ids: string[]) => ({ running: ids.map((id) => ({ id, name: id })) }) as unknown as Spend
const why = ({ latest }: Asked) => latest?.reason ?? undefined

test('as long as one is not confirmed it is told how many are', () => {
  expect(endingOf([asked('a', 'done'), asked('b', 'open')], undefined, why)).toEqual({ kind: 'under_way', over: 1, of: 2 })
})

test('what providers confirmed is looked at once more before it is called nothing', () => {
  const both = [asked('a', 'done'), asked('b', 'done', 'azure'), asked('c', 'done')]
  expect(endingOf(both, undefined, why)).toEqual({ kind: 'looking' })
  expect(endingOf(both, running(), why)).toEqual({ kind: 'zero', providers: ['render', 'azure'] })
})

test('what is still there is named, with why if that is known', () => {
  const ended = [asked('a', 'done'), asked('b', 'failed')]
  expect(endingOf(ended, running('b', 'late'), why)).toEqual({ kind: 'left', left: [{ name: 'b', why: 'provider_said_no' }, { name: 'late', why: undefined }] })
})

test('where nothing was asked for, nothing has to be confirmed', () => {
  expect(endingOf([], running(), why)).toEqual({ kind: 'zero', providers: [] })
})
