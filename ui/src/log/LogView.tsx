// The log of one attempt: only the rows in sight are drawn, the end is followed until somebody scrolls up, and every line
// has an address.

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type UIEvent, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { EmptyState, ErrorPanel } from '~/kit/Panel'
import { t } from '~/messages/t'
import { LogFoot } from './LogFoot'
import { LogLine } from './LogLine'
import { LogSearch } from './LogSearch'
import styles from './LogView.module.css'
import { compile, Matches } from './search'
import type { LogSource } from './source'

const LINE_HEIGHT = 18
const OVERSCAN = 20
/** As near to the end as this counts as being there. */
const END_PX = 8
/** What the line numbers take, beside the text itself. */
const GUTTER = '96px'

type Props = {
  source: LogSource
  job: string
  attempt: number
  /** The line that the address names. */
  target: number | undefined
  onTarget: (line: number) => void
  /** Where the search is drawn, and what stands before it. */
  toolsSlot: HTMLElement | null
  tools: ReactNode
}

export function LogView({ source, job, attempt, target, onTarget, toolsSlot, tools }: Props) {
  const state = useSyncExternalStore(source.listen, source.snapshot)
  const { rows, dropped, longest, count } = source.lines
  const search = useSearch(source, state.version)
  const scroller = useRef<HTMLDivElement>(null)
  const sheet = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
    paddingStart: 10,
    paddingEnd: 10,
  })
  const [isFollowing, setFollowing] = useState(target === undefined)
  useEffect(() => {
    if (isFollowing && rows.length > 0) sheet.scrollToIndex(rows.length - 1, { align: 'end' })
  }, [isFollowing, rows.length, state.version, sheet])

  const reveal = (index: number | undefined) => {
    if (index === undefined) return
    setFollowing(false)
    sheet.scrollToIndex(index, { align: 'center' })
  }
  const targetIndex = target === undefined ? undefined : source.lines.indexOf(target)
  const revealed = useRef<number | undefined>(undefined)
  useEffect(() => {
    if (targetIndex === undefined || revealed.current === target) return
    revealed.current = target
    sheet.scrollToIndex(targetIndex, { align: 'center' })
  }, [target, targetIndex, sheet])

  const isEmpty = rows.length === 0 && state.phase !== 'reading'
  return (
    <div className={styles.log}>
      {toolsSlot && createPortal(<LogSearch search={search} lines={count} onReveal={reveal} before={tools} />, toolsSlot)}
      {state.problem && (
        <div className={styles.notice}>
          <ErrorPanel error={state.problem} isStale={rows.length > 0} onRetry={() => source.resume()} />
        </div>
      )}
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label={t('log.label', { job, number: attempt })}
        tabIndex={0}
        onScroll={useEndWatch(setFollowing)}
      >
        {dropped > 0 && <p className={styles.dropped}>{t('log.dropped', { count: rows[0] ? rows[0].number - 1 : 0 })}</p>}
        {isEmpty && !state.problem && <p className={styles.silent}>{state.phase === 'complete' ? t('log.silent_done') : t('log.silent')}</p>}
        <div className={styles.sheet} style={{ height: sheet.getTotalSize(), minWidth: `calc(${longest}ch + ${GUTTER})` }}>
          {sheet.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            if (!row) return null
            return (
              <LogLine
                key={index + dropped}
                row={row}
                top={start}
                query={search.query}
                isTarget={row.number === target}
                isCurrent={search.current === index}
                // A row is changed in place while its line is being written.
                length={row.length}
                onNumber={onTarget}
              />
            )
          })}
        </div>
      </div>
      <LogFoot source={source} state={state} job={job} attempt={attempt} isFollowing={isFollowing} onFollow={setFollowing} />
    </div>
  )
}

/** No attempt, no log. */
export function NoLog({ isOver }: { isOver: boolean }) {
  return (
    <div className={styles.none}>
      <EmptyState title={isOver ? t('log.silent_done') : t('log.waiting')} body={t('log.waiting_body')} />
    </div>
  )
}

export type Search = ReturnType<typeof useSearch>

function useSearch(source: LogSource, version: number) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const query = useMemo(() => compile(text), [text])
  const [matches] = useState(() => new Matches())
  const { lines } = source
  // The rows are changed in place; their version says when.
  // oxlint-disable-next-line react/exhaustive-deps
  const found = useMemo(() => matches.update(lines.rows, lines.dropped, query), [lines, version, query, matches])
  const position = Math.min(at, Math.max(found.length - 1, 0))
  const change = (next: string) => {
    setText(next)
    setAt(0)
  }
  return { text, change, query, found, position, go: setAt, current: found[position] }
}

/** Scrolling up stops the following; coming back to the end starts it again. */
function useEndWatch(setFollowing: (isFollowing: boolean) => void) {
  const last = useRef(0)
  return (event: UIEvent<HTMLElement>) => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget
    const isUp = scrollTop < last.current
    last.current = scrollTop
    if (scrollTop + clientHeight >= scrollHeight - END_PX) setFollowing(true)
    else if (isUp) setFollowing(false)
  }
}
