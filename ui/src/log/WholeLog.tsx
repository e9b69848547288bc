import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { readOnSight } from '~/api/queries'
import { number } from '~/format/number'
import { exact } from '~/format/time'
import { asking } from '~/live/mending'
import { t } from '~/messages/t'
import { wordsOf } from './search'
import { type Found, linesOf, mayHaveMore, searchAll } from './whole'
import styles from './WholeLog.module.css'

/** A person who types is not interrupted by an answer to half a word. */
const PAUSE_MS = 400
/** Lines may arrive many times in a second, and each answer reads from a disk. */
const GROWN_EVERY_MS = 3000

type Props = { job: string; attempt: number; text: string; /** How long the log is by now. */ size: number }

/** What the coordinator finds in a log that is longer than what is kept here. */
export function WholeLog({ job, attempt, text, size }: Props) {
  const settled = useSettled(text)
  const words = wordsOf(settled)
  const { data, isError } = useQuery({
    ...readOnSight,
    queryKey: ['log', job, attempt, 'search', settled],
    queryFn: ({ client, queryKey, signal }) => searchAll({ job, attempt, size }, words, client.getQueryData<Found>(queryKey), signal),
    enabled: words.length > 0,
    refetchInterval: ({ state }) => asking(state.data !== undefined && mayHaveMore(state.data, size) && GROWN_EVERY_MS)({ state }),
  })
  if (words.length === 0) return null
  const found = data && linesOf(data)
  return (
    <section className={styles.whole} aria-label={t('log.whole')}>
      <p role="status">{isError ? t('log.whole_failed') : found ? told(found) : t('log.whole_searching')}</p>
      {found?.lines.map((match) => (
        <p key={match.offset} className={styles.line} title={exact(match.at)}>
          <span className={styles.offset}>{number(match.offset)}</span> {match.line}
        </p>
      ))}
    </section>
  )
}

function told({ lines, isAll }: ReturnType<typeof linesOf>): string {
  return isAll ? t('log.whole_found', { count: lines.length }) : t('log.whole_more', { count: lines.length })
}

function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
