import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ServerEventParser } from './server-events'
import type { ServerEvent } from './types'

const bytes = (text: string) => new TextEncoder().encode(text)

function read(...pieces: Uint8Array[]): ServerEvent[] {
  const seen: ServerEvent[] = []
  const parser = new ServerEventParser((event) => seen.push(event))
  for (const piece of pieces) parser.feed(piece)
  return seen
}

test('comments and unknown fields are nothing, data lines are joined, an id stays', () => {
  const stream = ': hello\n\nid: 7\ndata: one\ndata: two\n\nevent: x\r\ndata:three\r\n\r\ndata\n\n'
  expect(read(bytes(stream))).toEqual([
    { id: '7', data: 'one\ntwo' },
    { id: '7', data: 'three' },
    { id: '7', data: '' },
  ])
})

test('the bytes may be cut anywhere, in the midst of a character too', () => {
  const line = fc.constantFrom('data: añ😀', 'data:', 'id: 1', ': keep', '', '', 'data: {"a":1}')
  const end = fc.constantFrom('\n', '\r\n', '\r')
  const stream = fc.array(fc.tuple(line, end)).map((lines) => lines.flat().join(''))
  fc.assert(
    fc.property(stream, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (text, lengths) => {
      // A lone CR at the very end waits for what may follow it; a further line settles it.
      const whole = bytes(`${text}\n: end\n`)
      const pieces: Uint8Array[] = []
      for (let at = 0; at < whole.length; ) {
        const length = lengths.next().value
        pieces.push(whole.subarray(at, at + length))
        at += length
      }
      expect(read(...pieces)).toEqual(read(whole))
    }),
  )
})
