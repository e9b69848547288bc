// A long list of rows of one height, of which only those in sight are drawn.
//
// One row at a time can be reached by Tab; arrow keys move among them. Rows that arrive above while somebody reads further
// down do not move what is in sight.

import { useVirtualizer } from '@tanstack/react-virtual'
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react'
import { density, rowHeights } from '~/density'
import { t } from '~/messages/t'
import { useStore } from '~/store'
import { announceList } from './lists'
import { Cells, type Column, Head, template } from './Table'
import styles from './VirtualTable.module.css'

const HEAD_HEIGHT = 31
/** Rows beyond the edge, so that a fast scroll meets rows and not gaps. */
const OVERSCAN = 12
/** More rows are read while there are still so many, so that who scrolls meets rows, and not many at once when they come. */
const AHEAD = 40

type Props<T> = {
  label: string
  columns: Column<T>[]
  items: T[]
  keyOf: (item: T) => string
  /** How many there are in all; those that were not read yet are drawn as skeletons. */
  total: number
  onEndNear: () => void
  selected?: string | undefined
  onOpen: (item: T) => void
  /** Rows can be picked, several at a time. */
  picking?: Picking<T> | undefined
  /** Which row the keys are at, for what can be done with it. */
  onRow?: ((item: T | undefined) => void) | undefined
}

export type Picking<T> = {
  isPicked: (item: T) => boolean
  /** With Shift up to this row, from the one before. */
  onPick: (item: T, isRange: boolean) => void
  label: (item: T) => string
  /** Above the boxes. */
  head: ReactNode
}

const PICK_WIDTH = '28px '

export function VirtualTable<T>(props: Props<T>) {
  const { label, columns, items, keyOf, total, onEndNear, selected, onOpen, picking, onRow } = props
  const scroller = useRef<HTMLDivElement>(null)
  const rowHeight = rowHeights[useStore(density)]
  const count = Math.max(total, items.length)
  const rows = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
  })
  const lastDrawn = rows.getVirtualItems().at(-1)?.index ?? 0
  useEffect(() => {
    if (lastDrawn + AHEAD >= items.length && items.length < count) onEndNear()
  }, [lastDrawn, items.length, count, onEndNear])
  useSteadyView(scroller, items, keyOf, rowHeight)

  const at = selected === undefined ? -1 : items.findIndex((item) => keyOf(item) === selected)
  const moveTo = (index: number) => {
    const item = items[index]
    if (!item) return
    rows.scrollToIndex(index)
    if (selected !== undefined) onOpen(item)
    const link = () => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)
    const drawn = link()
    if (drawn) drawn.focus({ preventScroll: true })
    // The row has to be drawn before it can be focused.
    else requestAnimationFrame(() => link()?.focus({ preventScroll: true }))
  }
  useHandle(scroller, at, items.length, moveTo)
  const isRead = items.length > 0
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at)
    // Once for each that is opened: later the view is whoever scrolls it, and rows come and go all the time.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected, isRead])
  return (
    <div
      ref={scroller}
      className={styles.scroller}
      onKeyDown={(event) => onArrow(event, at, items.length, moveTo)}
      onFocus={({ target }) => onRow?.(items[rowIndex(target) ?? -1])}
      onBlur={(event) => leavesFor(event) && onRow?.(undefined)}
    >
      <div role="table" aria-label={label} aria-rowcount={count + 1} className={styles.table}>
        <div className={styles.headRow} style={{ gridTemplateColumns: grid(columns, picking) }}>
          <Head columns={picking ? [{ ...pickColumn, head: <span className={styles.pickAll}>{picking.head}</span> }, ...columns] : columns} />
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <Row
              {...props}
              key={items[index] ? keyOf(items[index]) : `bone ${index}`}
              index={index}
              top={start - HEAD_HEIGHT}
              isReachable={index === Math.max(at, 0)}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

type RowProps<T> = Props<T> & { index: number; top: number; isReachable: boolean }

const grid = <T,>(columns: Column<T>[], picking: Picking<T> | undefined): string => (picking ? PICK_WIDTH : '') + template(columns)

const pickColumn = { id: 'picked', title: t('picked.column'), width: PICK_WIDTH, isTitleHidden: true, cell: () => null }

function Row<T>({ columns, items, keyOf, selected, onOpen, picking, index, top, isReachable }: RowProps<T>) {
  const item = items[index]
  const place = { gridTemplateColumns: grid(columns, picking), transform: `translateY(${top}px)` }
  if (!item) return <Bones columns={picking ? [pickColumn, ...columns] : columns} place={place} />
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-selected={keyOf(item) === selected || undefined}
      data-picked={picking?.isPicked(item) || undefined}
      className={styles.row}
      style={place}
      onClick={(event) => opensByClick(event.target as HTMLElement) && onOpen(item)}
    >
      {picking && <Pick picking={picking} item={item} isReachable={isReachable} />}
      <Cells columns={columns} item={item} isReachable={isReachable} />
    </div>
  )
}

function Pick<T>({ picking, item, isReachable }: { picking: Picking<T>; item: T; isReachable: boolean }) {
  return (
    <span role="cell" className={styles.pick}>
      <input
        type="checkbox"
        tabIndex={isReachable ? 0 : -1}
        aria-label={picking.label(item)}
        checked={picking.isPicked(item)}
        onChange={(event) => picking.onPick(item, (event.nativeEvent as MouseEvent).shiftKey)}
      />
    </span>
  )
}

/** The rows are left for something else of the page; what lies over the page is about the row. */
const leavesFor = ({ currentTarget, relatedTarget }: FocusEvent): boolean => !currentTarget.contains(relatedTarget) && relatedTarget?.closest('main') !== null

/** Lets the keys of the whole console move here. */
function useHandle(scroller: { current: HTMLDivElement | null }, at: number, count: number, moveTo: (index: number) => void): void {
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    const focused = () => (element.contains(document.activeElement) ? rowIndex(document.activeElement as HTMLElement) : undefined)
    return announceList({
      element,
      move: (by) => {
        const from = focused() ?? (at >= 0 ? at : by > 0 ? -1 : 1)
        moveTo(Math.min(Math.max(from + by, 0), count - 1))
      },
      open: () => element.querySelector<HTMLElement>(`[data-index="${focused() ?? Math.max(at, 0)}"] a`)?.click(),
    })
  })
}

/** Arrow keys go from row to row. */
function onArrow(event: KeyboardEvent, at: number, count: number, moveTo: (index: number) => void): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  const from = rowIndex(event.target as HTMLElement) ?? at
  moveTo(Math.min(Math.max(from + step, 0), count - 1))
}

function Bones<T>({ columns, place }: { columns: Column<T>[]; place: object }) {
  return (
    <div role="row" className={styles.row} style={place}>
      {columns.map(({ id }, column) => (
        <span role="cell" key={id} className={styles.boneCell}>
          {column === 0 && <span className="unseen">{t('kit.loading')}</span>}
          <i className={styles.bone} />
        </span>
      ))}
    </div>
  )
}

/** A press on a link or button in the row is its own. */
const opensByClick = (target: HTMLElement): boolean => !target.closest('a, button, input, label') && !window.getSelection()?.toString()

function rowIndex(target: HTMLElement): number | undefined {
  const index = target.closest<HTMLElement>('[data-index]')?.dataset['index']
  return index === undefined ? undefined : Number(index)
}

/** Keeps what is in sight where it is when rows arrive above it. */
function useSteadyView<T>(scroller: { current: HTMLDivElement | null }, items: T[], keyOf: (item: T) => string, rowHeight: number): void {
  const firstKey = useRef<string | undefined>(undefined)
  useLayoutEffect(() => {
    const before = firstKey.current
    firstKey.current = items[0] && keyOf(items[0])
    const view = scroller.current
    if (!view || view.scrollTop === 0 || before === undefined || before === firstKey.current) return
    const arrived = items.findIndex((item) => keyOf(item) === before)
    if (arrived > 0) view.scrollBy({ top: arrived * rowHeight, behavior: 'instant' })
  }, [items, keyOf, scroller, rowHeight])
}
