import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AnsiEvent, AnsiParser } from './ansi'
import { LogLines, textOf } from './lines'

function events(...pieces: string[]): AnsiEvent[] {
  const seen: AnsiEvent[] = []
  const parser = new AnsiParser((event) => seen.push(event))
  for (const piece of pieces) parser.feed(piece)
  parser.finish()
  return seen
}

function rows(...pieces: string[]) {
  const lines = new LogLines()
  for (const text of pieces) lines.feed({ stream: 'stdout', at: '', text })
  lines.finish()
  return lines.rows.map((row) => ({ number: row.number, isRewritten: row.isRewritten, drawn: drawn(row.segments) }))
}

/** Segments with neighbours of one style joined, because where a piece ended must not be seen. */
function drawn(segments: { text: string; style: object; glyphOf?: string }[]) {
  const joined: { text: string; look: string }[] = []
  for (const { text, style, glyphOf } of segments) {
    const look = JSON.stringify([style, glyphOf])
    const last = joined.at(-1)
    if (last?.look === look && glyphOf === undefined) last.text += text
    else joined.push({ text, look })
  }
  return joined
}

test('a colour begins, holds and ends', () => {
  expect(events('\x1b[31mred\x1b[0m plain')).toEqual([
    { kind: 'text', text: 'red', style: { fg: 'red' } },
    { kind: 'text', text: ' plain', style: {} },
  ])
})

test.each([
  ['1;92', { isBold: true, fg: 'bright-green' }],
  ['38;5;9', { fg: 'bright-red' }],
  ['48;2;250;20;20', { bg: 'bright-red' }],
  ['38:2::250:20:20', { fg: 'bright-red' }],
  ['4:3', { isUnderlined: true }],
  ['38;5;240', { fg: 'bright-black' }],
  ['8', {}],
  ['5;999', {}],
])('SGR %s gives %o', (codes, style) => {
  expect(events(`\x1b[${codes}mx`)).toEqual([{ kind: 'text', text: 'x', style }])
})

test.each([
  ['a clipboard write', '\x1b]52;c;cm0gLXJm\x07', '‹ESC›52;c;cm0gLXJm‹BEL›'],
  ['a link', '\x1b]8;;javascript:alert(1)\x1b\\click\x1b]8;;\x1b\\', '‹ESC›8;;javascript:alert(1)‹ESC›click‹ESC›8;;‹ESC›'],
  ['a title report', '\x1b[21t', '‹ESC›'],
  ['a cursor query', '\x1b[6n', '‹ESC›'],
  ['a device control string', '\x1bP$q"p\x1b\\', '‹ESC›$q"p‹ESC›'],
  ['an 8-bit sequence', '\x9b31mx', '‹U+009B›31mx'],
  ['a bidirectional override', 'a\u202eb', 'a‹U+202E›b'],
  ['a NUL', 'a\0b', 'a‹NUL›b'],
  ['a choice of character set', '\x1b(0q', '‹ESC›q'],
])('%s is shown and not obeyed', (_name, input, shown) => {
  const lines = new LogLines()
  lines.feed({ stream: 'stdout', at: '', text: input })
  expect(lines.rows.map(textOf)).toEqual([shown])
})

test('erasing the rest of a line, of which there is none, leaves no trace', () => {
  expect(events('\x1b[01;31m\x1b[Kmatch\x1b[m\x1b[K')).toEqual([{ kind: 'text', text: 'match', style: { isBold: true, fg: 'red' } }])
})

test('a sequence that is never finished is shown at the end', () => {
  expect(events('x\x1b[31')).toContainEqual({ kind: 'glyph', text: '‹ESC›', of: 'ESC [31' })
})

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\x1b[31m', '\x1b[1;48;5;200m', '\x1b[0m', '\x1b[2K', '\x1b]0;t\x07', '\r', '\n', '\r\n', '\x1b', '\x1b[', '\x9b', '\0', '\u202e', '😀'),
  fc.string({ unit: fc.constantFrom('a', '\x1b', '[', ';', '3', '1', 'm', '\n', '\r', ']', '(') }),
)

test('the text may be cut anywhere', () => {
  fc.assert(
    fc.property(fc.array(nasty), fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (parts, lengths) => {
      const characters = Array.from(parts.join(''))
      const pieces: string[] = []
      while (characters.length > 0) pieces.push(characters.splice(0, lengths.next().value).join(''))
      expect(rows(...pieces)).toEqual(rows(parts.join('')))
    }),
    { numRuns: 2000 },
  )
})

test('no control character reaches the page', () => {
  fc.assert(
    fc.property(fc.array(nasty), (parts) => {
      const lines = new LogLines()
      lines.feed({ stream: 'stdout', at: '', text: parts.join('') })
      expect(lines.rows.map(textOf).join('')).not.toMatch(/[\0-\x08\n-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/)
    }),
  )
})
