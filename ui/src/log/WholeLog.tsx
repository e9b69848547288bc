import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '~/api/call'
import type { LogMatch } from '~/api/schema'
import { number } from '~/format/number'
import { exact } from '~/format/time'
import { t } from '~/messages/t'
import { wordsOf } from './search'
import styles from './WholeLog.module.css'

/** A person who types is not interrupted by an answer to half a word. */
const PAUSE_MS = 400
const MOST_LINES = 100
/** One answer looks at 32 MiB; after a gigabyte without enough lines it is enough. */
const MOST_ANSWERS = 32

type Props = { job: string; attempt: number; text: string }

/** What the coordinator finds in a log that is longer than what is kept here. */
export function WholeLog({ job, attempt, text }: Props) {
  const settled = useSettled(text)
  const words = wordsOf(settled)
  const { data, isError } = useQuery({
    queryKey: ['log', job, attempt, 'search', settled],
    queryFn: ({ signal }) => searchAll(job, attempt, words, signal),
    enabled: words.length > 0,
  })
  if (words.length === 0) return null
  return (
    <section className={styles.whole} aria-label={t('log.whole')}>
      <p role="status">{isError ? t('log.whole_failed') : data ? found(data) : t('log.whole_searching')}</p>
      {data?.lines.map((match) => (
        <p key={match.offset} className={styles.line} title={exact(match.at)}>
          <span className={styles.offset}>{number(match.offset)}</span> {match.line}
        </p>
      ))}
    </section>
  )
}

type Found = { lines: LogMatch[]; isAll: boolean }

function found({ lines, isAll }: Found): string {
  return isAll ? t('log.whole_found', { count: lines.length }) : t('log.whole_more', { count: lines.length })
}

async function searchAll(job: string, attempt: number, words: string[], signal: AbortSignal): Promise<Found> {
  const each = await Promise.all(words.map((word) => searchOne(job, attempt, word, signal)))
  const byOffset = new Map(each.flatMap(({ lines }) => lines).map((match) => [match.offset, match]))
  const lines = [...byOffset.values()].toSorted((a, b) => a.offset - b.offset)
  return { lines: lines.slice(0, MOST_LINES), isAll: lines.length <= MOST_LINES && each.every(({ isAll }) => isAll) }
}

async function searchOne(id: string, attempt: number, q: string, signal: AbortSignal): Promise<Found> {
  const lines: LogMatch[] = []
  let from = 0
  for (let answers = 0; answers < MOST_ANSWERS; answers += 1) {
    const query = { q, attempt, from, limit: MOST_LINES - lines.length, ignore_case: true }
    // Each answer says where the next one begins.
    // oxlint-disable-next-line no-await-in-loop
    const answer = await call('get', '/v1/jobs/{id}/log/search', { path: { id }, query, signal })
    lines.push(...answer.matches)
    from = answer.next
    if (answer.is_at_end) return { lines, isAll: true }
    if (lines.length >= MOST_LINES) break
  }
  return { lines, isAll: false }
}

function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
