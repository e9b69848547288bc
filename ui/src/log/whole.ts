// What the coordinator finds in a log. A log that grows is not searched again from its start: each word goes on where it was.

import { call } from '~/api/call'
import type { LogMatch } from '~/api/schema'

export const MOST_LINES = 100
/** One answer looks at 32 MiB; after a gigabyte without enough lines it is enough. */
const MOST_ANSWERS = 32

type Word = { lines: LogMatch[]; next: number; isAtEnd: boolean }

/** By word, and as long as the log was. */
export type Found = { words: Record<string, Word>; size: number }

type Where = { job: string; attempt: number; size: number }

/** Goes on from what was found before, if anything was. */
export async function searchAll(where: Where, words: string[], before: Found | undefined, signal: AbortSignal): Promise<Found> {
  const each = await Promise.all(words.map(async (word) => [word, await searchOne(where, word, before?.words[word], signal)] as const))
  return { words: Object.fromEntries(each), size: where.size }
}

async function searchOne({ job: id, attempt }: Where, q: string, before: Word | undefined, signal: AbortSignal): Promise<Word> {
  const lines = [...(before?.lines ?? [])]
  let next = before?.next ?? 0
  for (let answers = 0; answers < MOST_ANSWERS && lines.length < MOST_LINES; answers += 1) {
    const query = { q, attempt, from: next, limit: MOST_LINES - lines.length, ignore_case: true }
    // Each answer says where the next one begins.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await call('get', '/v1/jobs/{id}/log/search', { path: { id }, query, signal })
    lines.push(...answer.matches)
    next = answer.next
    if (answer.is_at_end) return { lines, next, isAtEnd: true }
  }
  return { lines, next, isAtEnd: false }
}

/** The first lines of all words, each once, and whether there are no others. */
export function linesOf({ words }: Found): { lines: LogMatch[]; isAll: boolean } {
  const each = Object.values(words)
  const byOffset = new Map(each.flatMap(({ lines }) => lines).map((match) => [match.offset, match]))
  const lines = [...byOffset.values()].toSorted((a, b) => a.offset - b.offset)
  return { lines: lines.slice(0, MOST_LINES), isAll: lines.length <= MOST_LINES && each.every(({ isAtEnd }) => isAtEnd) }
}

/** Whether a log that is so long by now may have more of them. */
export const mayHaveMore = ({ words, size }: Found, now: number): boolean => now > size && Object.values(words).some(({ isAtEnd }) => isAtEnd)
