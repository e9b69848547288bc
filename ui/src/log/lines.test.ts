import { expect, test } from 'vitest'
import { LogLines, textOf } from './lines'
import { compile, marked, matching } from './search'

function lines(...chunks: [stream: string, text: string][]): LogLines {
  const log = new LogLines()
  for (const [stream, text] of chunks) log.feed({ stream, at: '', text })
  return log
}

const shown = (log: LogLines) => log.rows.map((row) => `${row.number} ${row.stream}: ${textOf(row)}`)

test('half a line of one stream is not torn apart by the other', () => {
  const log = lines(['stdout', 'building… '], ['stderr', 'warning: old\n'], ['stdout', 'done\n'])
  expect(shown(log)).toEqual(['1 stdout: building… done', '2 stderr: warning: old'])
})

test('a colour of one stream does not leak into the other', () => {
  const log = lines(['stderr', '\x1b[31mred\n'], ['stdout', 'plain\n'])
  expect(log.rows[1]?.segments).toEqual([{ text: 'plain', style: {} }])
})

test('CR LF is one line end, and a lone CR begins the line anew and says so', () => {
  const log = lines(['stdout', 'one\r\n10 %\r50 %\r'], ['stdout', '100 %\nend\r\n'])
  expect(shown(log)).toEqual(['1 stdout: one', '2 stdout: 100 %', '3 stdout: end'])
  expect(log.rows.map((row) => row.isRewritten)).toEqual([false, true, false])
})

test('a line that is too long goes on in rows of the same number', () => {
  const log = lines(['stdout', `${'x'.repeat(5000)}\nnext\n`])
  expect(log.rows.map((row) => [row.number, row.length, row.isContinuation])).toEqual([
    [1, 4096, false],
    [1, 904, true],
    [2, 4, false],
  ])
  expect(log.count).toBe(2)
  expect(log.indexOf(2)).toBe(2)
})

test('of a long log the last rows stay, with their numbers', () => {
  const log = new LogLines(30_000)
  for (let line = 1; line <= 40_000; line += 1) log.feed({ stream: 'stdout', at: '', text: `${line}\n` })
  expect(log.count).toBe(40_000)
  expect(log.rows.length).toBeLessThanOrEqual(30_000)
  expect(textOf(log.rows[log.indexOf(39_999) as number]!)).toBe('39999')
  expect(log.indexOf(1)).toBeUndefined()
})

test('marks are drawn over colours, and the words are no pattern', () => {
  const log = lines(['stdout', 'warn\x1b[31ming: a.c\x1b[0m and abc\n'])
  const pieces = marked(log.rows[0]!, compile('a.c|WARNING'))
  expect(pieces.filter((piece) => piece.isMarked).map((piece) => piece.text)).toEqual(['warn', 'ing', 'a.c'])
  const query = compile('warn')
  expect(matching(log.rows, query)).toEqual([0])
  expect(marked(log.rows[0]!, query).some((piece) => piece.isMarked)).toBe(true)
  expect(matching(log.rows, compile('nothing'))).toEqual([])
  expect(compile(' | ')).toBeUndefined()
})
