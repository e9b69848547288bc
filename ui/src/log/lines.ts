// A log as rows to draw: what the parser tells, laid out in lines with numbers.
//
// Standard output and standard error arrive interleaved, so each has a parser and an unfinished line of its own, and half
// a line of one is not torn apart by the other. Memory is bounded: of a long log the last rows stay, with their numbers.

import type { LogChunk } from '~/api/schema'
import { type AnsiEvent, AnsiParser, type Style } from './ansi'

export type Segment = { text: string; style: Style; glyphOf?: string }

export type LogRow = {
  /** From 1. The rows of a line that is too long for one share its number. */
  number: number
  isContinuation: boolean
  stream: string
  /** Whose it is, where several logs are read as one. */
  source: string | undefined
  at: string
  segments: Segment[]
  length: number
  /** A lone carriage return began the line anew; what stood there before is in the raw log. */
  isRewritten: boolean
}

const LONGEST_ROW = 4096
const MOST_ROWS = 200_000
const DROPPED_AT_ONCE = 20_000

class OpenLine {
  readonly parser: AnsiParser
  row: LogRow | undefined
  hasReturned = false

  constructor(
    readonly stream: string,
    readonly source: string | undefined,
    onEvent: (event: AnsiEvent) => void,
  ) {
    this.parser = new AnsiParser(onEvent)
  }
}

export class LogLines {
  rows: LogRow[] = []
  /** Rows at the beginning that are not kept. */
  dropped = 0
  /** The length of the longest row, for the width of the sheet. */
  longest = 0
  #lines = 0
  #open = new Map<string, OpenLine>()
  #at = ''
  #isWithin = false

  constructor(private readonly mostRows = MOST_ROWS) {}

  feed({ stream, at, text, source }: Pick<LogChunk, 'stream' | 'at' | 'text'> & { source?: string }): void {
    this.#at = at
    const whole = this.#isWithin ? this.#afterNewline(text) : text
    this.#lineOf(stream, source).parser.feed(whole)
    if (this.rows.length > this.mostRows) this.#drop()
  }

  /** What is fed from now on begins within a line, of which the rest is no line of its own. */
  beginWithin(): void {
    this.#isWithin = true
  }

  finish(): void {
    for (const line of this.#open.values()) line.parser.finish()
  }

  #afterNewline(text: string): string {
    const end = text.indexOf('\n')
    this.#isWithin = end === -1
    return end === -1 ? '' : text.slice(end + 1)
  }

  /** How many lines there are, with those that are not kept. */
  get count(): number {
    return this.#lines
  }

  /** The index of the first row of a line; nothing if it is not kept or not there yet. */
  indexOf(number: number): number | undefined {
    let [low, high] = [0, this.rows.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.rows[middle]?.number ?? 0) < number) low = middle + 1
      else high = middle
    }
    return this.rows[low]?.number === number ? low : undefined
  }

  #lineOf(stream: string, source: string | undefined): OpenLine {
    const key = source === undefined ? stream : `${source} ${stream}`
    const known = this.#open.get(key)
    if (known) return known
    const line: OpenLine = new OpenLine(stream, source, (event) => this.#take(line, event))
    this.#open.set(key, line)
    return line
  }

  #take(line: OpenLine, event: AnsiEvent): void {
    if (event.kind === 'return') {
      line.hasReturned = true
    } else if (event.kind === 'newline') {
      line.row ??= this.#begin(line, false)
      line.row = undefined
      line.hasReturned = false
    } else {
      this.#rewind(line)
      if (event.kind === 'glyph') this.#append(line, { text: event.text, style: {}, glyphOf: event.of })
      else this.#write(line, event.text, event.style)
    }
  }

  #rewind(line: OpenLine): void {
    if (!line.hasReturned) return
    line.hasReturned = false
    if (!line.row) return
    line.row.segments = []
    line.row.length = 0
    line.row.isRewritten = true
  }

  #write(line: OpenLine, text: string, style: Style): void {
    let rest = text
    while (rest) {
      const room = LONGEST_ROW - (line.row?.length ?? 0)
      const cut = wholeCharacters(rest, room)
      if (cut === 0) {
        line.row = this.#begin(line, true)
        continue
      }
      this.#append(line, { text: rest.slice(0, cut), style })
      rest = rest.slice(cut)
    }
  }

  #append(line: OpenLine, segment: Segment): void {
    line.row ??= this.#begin(line, false)
    if (line.row.length >= LONGEST_ROW) line.row = this.#begin(line, true)
    const { segments } = line.row
    const last = segments.at(-1)
    if (last && last.style === segment.style && !last.glyphOf && !segment.glyphOf) last.text += segment.text
    else segments.push({ ...segment })
    line.row.length += segment.text.length
    this.longest = Math.max(this.longest, line.row.length)
  }

  #begin({ stream, source, row: before }: OpenLine, isContinuation: boolean): LogRow {
    if (!isContinuation) this.#lines += 1
    const number = isContinuation ? (before?.number ?? this.#lines) : this.#lines
    const row = { number, isContinuation, stream, source, at: this.#at, segments: [], length: 0, isRewritten: false }
    this.rows.push(row)
    return row
  }

  #drop(): void {
    const excess = Math.min(DROPPED_AT_ONCE, this.rows.length - 1)
    this.rows = this.rows.slice(excess)
    this.dropped += excess
  }
}

/** How much of the text fits into the room without cutting a character in two. */
function wholeCharacters(text: string, room: number): number {
  if (text.length <= room) return text.length
  const last = text.charCodeAt(room - 1)
  const isHalf = last >= 0xd800 && last < 0xdc00
  return Math.max(0, isHalf ? room - 1 : room)
}

export const textOf = (row: LogRow): string => row.segments.map((segment) => segment.text).join('')
