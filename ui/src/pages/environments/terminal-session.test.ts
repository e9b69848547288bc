import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fresh, fromBase64, inOrder, newest, toBase64 } from './terminal-session'

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const settle = () => new Promise<void>((resolve) => void setTimeout(resolve))

test('whatever bytes a terminal has come through as they are', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes])
    }),
  )
})

test('whatever comes again after a connection broke is shown once', () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 20 }), { maxLength: 20 })
  fc.assert(
    fc.property(pieces, fc.infiniteStream(fc.nat(30)), (all, back) => {
      const whole = all.flatMap((piece) => [...piece])
      const shown: number[] = []
      let end = 0
      for (const piece of all) {
        end += piece.length
        // The coordinator may begin again with what has arrived already.
        const begin = Math.max(0, shown.length - back.next().value)
        shown.push(...fresh(Uint8Array.from(whole.slice(begin, end)), end, shown.length))
      }
      expect(shown).toEqual(whole)
    }),
  )
})

test('keys arrive in their order and numbered, and those of one moment travel together', async () => {
  const arrived: [number, string][] = []
  const open: (() => void)[] = []
  const type = inOrder(
    (at, bytes) => {
      arrived.push([at, text(bytes)])
      return new Promise<void>((resolve) => open.push(resolve))
    },
    () => arrived.push([-1, 'lost']),
  )
  for (const key of 'ls ü') type(key)
  expect(arrived).toEqual([[0, 'l']])
  open.shift()?.()
  await settle()
  expect(arrived).toEqual([
    [0, 'l'],
    [1, 's ü'],
  ])
  open.shift()?.()
  await settle()
  type('!')
  expect(arrived.at(-1)).toEqual([5, '!'])
})

test('a long paste is sent in pieces that are one text', async () => {
  let whole = ''
  const decoder = new TextDecoder()
  const type = inOrder(
    (at, bytes) => {
      expect(bytes.length).toBeLessThanOrEqual(16_384)
      expect(at).toBe(new TextEncoder().encode(whole).length)
      whole += decoder.decode(bytes, { stream: true })
      return Promise.resolve()
    },
    () => {},
  )
  const paste = 'a'.repeat(50_000)
  type(paste)
  await settle()
  expect(whole).toBe(paste)
})

test('of sizes that change fast only the last one is said', async () => {
  const said: number[] = []
  const open: (() => void)[] = []
  const say = newest((size: number) => {
    said.push(size)
    return new Promise<void>((resolve) => open.push(resolve))
  })
  for (const size of [1, 2, 3, 4]) say(size)
  open.shift()?.()
  await settle()
  expect(said).toEqual([1, 4])
})
