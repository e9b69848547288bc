// The log of one attempt: only the rows in sight are drawn, the end is followed until somebody scrolls up, and every line
// has an address.

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type RefObject, type UIEvent, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { bytes, number } from '~/format/number'
import { Button } from '~/kit/Button'
import { EmptyState, ErrorPanel } from '~/kit/Panel'
import { t } from '~/messages/t'
import { LogFoot } from './LogFoot'
import { LogLine } from './LogLine'
import { LogSearch } from './LogSearch'
import styles from './LogView.module.css'
import { compile, Matches } from './search'
import { hasTimes, isWrapped } from './settings'
import type { LogSource, LogState } from './source'
import { useStore } from '~/store'
import { WholeLog } from './WholeLog'

const LINE_HEIGHT = 18
const OVERSCAN = 20
const PADDING = 10
/** A log begins with room for this many, so that its text does not move soon. */
const FEWEST_DIGITS = 6
/** As near to the end as this counts as being there. */
const END_PX = 8
/** What stands beside numbers and text. */
const GUTTER = '48px'

/** What a log is read from: one attempt, or several tasks as one. */
export type LogFeed = Pick<LogSource, 'listen' | 'snapshot' | 'lines' | 'resume'>

/** How a log that is no job's is called, shown on the command line and saved. Its lines have neither times nor numbers. */
export type LogAbout = { label: string; command: string; download: string; save: () => void }

/** As many letters as a time and a task's name take. */
const TIME = 15
const SOURCE = 12

type Props = {
  source: LogFeed
  job: string
  /** Nothing, if it is made of several. */
  attempt: number | undefined
  /** What `muster job logs` is told, to print it. */
  commandOf?: readonly string[]
  about?: LogAbout | undefined
  /** The line that the address names. */
  target: number | undefined
  onTarget: (line: number) => void
  /** Of a log whose end alone was read; others are read whole by themselves. */
  onReadWhole?: (() => void) | undefined
  /** Where the search is drawn, and what stands before it. */
  toolsSlot: HTMLElement | null
  tools: ReactNode
}

export function LogView({ source, job, attempt, commandOf = [], about, target, onTarget, onReadWhole, toolsSlot, tools }: Props) {
  const state = useSyncExternalStore(source.listen, source.snapshot)
  const search = useSearch(source, state.version)
  const scroller = useRef<HTMLDivElement>(null)
  const shown = search.only ? search.found : undefined
  const count = shown?.length ?? source.lines.rows.length
  const sheet = useSheet(scroller, count, shown !== undefined)
  const [isFollowing, setFollowing] = useFollowing(sheet, count, target === undefined)
  useTargetInSight(sheet, source, target)
  const reveal = (index: number | undefined) => {
    if (index === undefined) return
    setFollowing(false)
    sheet.scrollToIndex(shown ? shown.indexOf(index) : index, { align: 'center' })
  }
  return (
    <div className={styles.log} dir="ltr">
      {toolsSlot && createPortal(<LogSearch search={search} lines={source.lines.count} onReveal={reveal} before={tools} />, toolsSlot)}
      <div>
        {state.problem && (
          <div className={styles.notice}>
            <ErrorPanel error={state.problem} isStale={source.lines.rows.length > 0} onRetry={() => source.resume()} />
          </div>
        )}
        {state.skipped > 0 && onReadWhole && <Skipped size={state.skipped} onReadWhole={onReadWhole} />}
        {(source.lines.dropped > 0 || state.skipped > 0) && search.query && attempt !== undefined && (
          <WholeLog job={job} attempt={attempt} text={search.text} size={state.size} />
        )}
      </div>
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-live="off"
        aria-label={about?.label ?? (attempt === undefined ? t('log.label_merged', { job }) : t('log.label', { job, number: attempt }))}
        tabIndex={0}
        onScroll={useEndWatch(setFollowing)}
      >
        <Notes source={source} state={state} isFiltered={shown !== undefined} count={count} />
        <Rows source={source} sheet={sheet} search={search} shown={shown} isBare={about !== undefined} target={target} onTarget={onTarget} />
      </div>
      <LogFoot source={source} state={state} job={job} attempt={attempt} commandOf={commandOf} about={about} target={target} isFollowing={isFollowing} onFollow={setFollowing} />
    </div>
  )
}

/** The end alone was read. */
function Skipped({ size, onReadWhole }: { size: number; onReadWhole: () => void }) {
  return (
    <p className={styles.skipped} dir="auto">
      {t('log.skipped', { size: bytes(size) })}
      <Button size="small" onPress={onReadWhole}>
        {t('log.read_whole')}
      </Button>
    </p>
  )
}

/** What stands where there are no rows: before the first one that is kept, or in place of all. */
function Notes({ source: { lines }, state, isFiltered, count }: { source: LogFeed; state: LogState; isFiltered: boolean; count: number }) {
  const [first] = lines.rows
  if (isFiltered) return count === 0 ? <p className={styles.note}>{t('log.none_shown')}</p> : null
  if (lines.dropped > 0 && first) return <p className={styles.note}>{t('log.dropped', { count: first.number - 1 })}</p>
  if (first || state.phase === 'reading' || state.problem) return null
  return <p className={styles.note}>{state.phase === 'complete' ? t('log.silent_done') : t('log.silent')}</p>
}

type RowsProps = Pick<Props, 'source' | 'target' | 'onTarget'> & { sheet: Sheet; search: Search; shown: number[] | undefined; isBare: boolean }

function Rows({ source, sheet, search, shown, isBare, target, onTarget }: RowsProps) {
  const [timed, wraps] = [useStore(hasTimes), useStore(isWrapped)]
  const isTimed = timed && !isBare
  const { rows, dropped, longest, count } = source.lines
  const digits = isBare ? 0 : Math.max(number(count).length, FEWEST_DIGITS)
  const width = `calc(${digits + longest + (isTimed ? TIME : 0) + (rows[0]?.source === undefined ? 0 : SOURCE)}ch + ${GUTTER})`
  const size = { height: sheet.getTotalSize(), ...(wraps ? {} : { minWidth: width }), '--number-width': `${digits}ch` }
  return (
    <div className={styles.sheet} style={size}>
      {sheet.getVirtualItems().map(({ index, start }) => {
        const at = shown ? (shown[index] ?? -1) : index
        const row = rows[at]
        if (!row) return null
        return (
          <LogLine
            key={at + dropped}
            index={index}
            measure={wraps ? sheet.measureElement : undefined}
            row={row}
            // A row is changed in place while its line is being written.
            length={row.length}
            top={start}
            query={search.query}
            isTarget={row.number === target}
            isCurrent={search.current === at}
            hasTime={isTimed}
            isNumberless={source.snapshot().skipped > 0}
            onNumber={onTarget}
          />
        )
      })}
    </div>
  )
}

type Sheet = ReturnType<typeof useSheet>

function useSheet(scroller: RefObject<HTMLDivElement | null>, count: number, isFiltered: boolean) {
  const wraps = useStore(isWrapped)
  const sheet = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
    paddingStart: PADDING,
    paddingEnd: PADDING,
  })
  // Rows that are wrapped have heights of their own, which other rows in their places have not.
  useLayoutEffect(() => sheet.measure(), [sheet, wraps, isFiltered])
  return sheet
}

/** Stays at the end while it is followed. */
function useFollowing(sheet: Sheet, count: number, isAtFirst: boolean) {
  const [isFollowing, setFollowing] = useState(isAtFirst)
  const wraps = useStore(isWrapped)
  // Where rows become higher or lower, the end is elsewhere.
  useEffect(() => {
    if (isFollowing && count > 0) sheet.scrollToIndex(count - 1, { align: 'end' })
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react/exhaustive-deps
  }, [isFollowing, count, sheet, wraps])
  return [isFollowing, setFollowing] as const
}

/** Shows the line that the address names, once it is there; after that the person decides. */
function useTargetInSight(sheet: Sheet, source: LogFeed, target: number | undefined): void {
  const index = target === undefined ? undefined : source.lines.indexOf(target)
  const shown = useRef<number | undefined>(undefined)
  useEffect(() => {
    if (index === undefined || shown.current === target) return
    shown.current = target
    sheet.scrollToIndex(index, { align: 'center' })
  }, [target, index, sheet])
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

function useSearch(source: LogFeed, version: number) {
  const [text, setText] = useState('')
  // Before the first one, as long as nobody asked to go to it.
  const [at, setAt] = useState(-1)
  const query = useMemo(() => compile(text), [text])
  const [matches] = useState(() => new Matches())
  const { lines } = source
  // The rows are changed in place; their version says when.
  // oxlint-disable-next-line react/exhaustive-deps
  const found = useMemo(() => matches.update(lines.rows, lines.dropped, query), [lines, version, query, matches])
  const [isOnly, setOnly] = useState(false)
  const position = Math.min(at, found.length - 1)
  const change = (next: string) => {
    setText(next)
    setAt(-1)
  }
  // Without words there is nothing to leave out.
  const only = isOnly && query !== undefined
  return { text, change, query, found, position, go: setAt, current: found[position], only, setOnly }
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
