// Searching a log: which rows match, and where to draw the marks. `error|warn` finds either.

import { type LogRow, type Segment, textOf } from './lines'

export type Query = RegExp | undefined

/** The words between the bars, taken as they are. */
export const wordsOf = (text: string): string[] => text.split('|').filter((word) => word.trim() !== '')

/** An expression for the words, in either case. */
export function compile(text: string): Query {
  const words = wordsOf(text)
  if (words.length === 0) return undefined
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()[\]\\]/g, String.raw`\$&`)).join('|'), 'giu')
}

/** Indexes of the matching rows, from an index on: a growing log is not searched again from its start. */
export function matching(rows: LogRow[], query: Query, from = 0): number[] {
  if (!query) return []
  const found: number[] = []
  for (let index = from; index < rows.length; index += 1) {
    // `search` leaves the expression as it was; `test` would not.
    if (textOf(rows[index] as LogRow).search(query) !== -1) found.push(index)
  }
  return found
}

export type Piece = Segment & { isMarked: boolean }

/** The row's segments, cut where a mark begins or ends. */
export function marked(row: LogRow, query: Query): Piece[] {
  const marks = query ? [...textOf(row).matchAll(query)].map((match) => [match.index, match.index + match[0].length] as const) : []
  if (marks.length === 0) return row.segments.map((segment) => ({ ...segment, isMarked: false }))
  let start = 0
  return row.segments.flatMap((segment) => {
    const pieces = cut(segment, start, marks)
    start += segment.text.length
    return pieces
  })
}

function cut(segment: Segment, start: number, marks: (readonly [number, number])[]): Piece[] {
  const end = start + segment.text.length
  const edges = new Set([start, end])
  for (const [from, to] of marks) {
    if (to <= start || from >= end) continue
    edges.add(Math.max(from, start))
    edges.add(Math.min(to, end))
  }
  const sorted = [...edges].toSorted((a, b) => a - b)
  return sorted.slice(0, -1).map((from, index) => ({
    ...segment,
    text: segment.text.slice(from - start, (sorted[index + 1] ?? end) - start),
    isMarked: marks.some(([begin, stop]) => begin <= from && from < stop),
  }))
}

/** Rows at the end that may still be written. */
const UNSETTLED = 16

/** The matching rows of a growing log; only what is new is searched. */
export class Matches {
  found: number[] = []
  #query: Query
  #dropped = 0
  #searched = 0

  update(rows: LogRow[], dropped: number, query: Query): number[] {
    const isSame = query === this.#query && dropped === this.#dropped && rows.length >= this.#searched
    const from = isSame ? Math.max(0, this.#searched - UNSETTLED) : 0
    const kept = isSame ? this.found.filter((index) => index < from) : []
    this.found = [...kept, ...matching(rows, query, from)]
    this.#query = query
    this.#dropped = dropped
    this.#searched = rows.length
    return this.found
  }
}
