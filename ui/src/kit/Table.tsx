// A short table, drawn whole. A list that can be long is a VirtualTable.

import { memo, type ReactNode } from 'react'
import styles from './Table.module.css'

export type Column<T> = {
  id: string
  title: string
  /** A column of the grid, as `minmax(0, 1fr)`. */
  width: string
  isNumber?: boolean
  isTitleHidden?: boolean
  /** In place of its title, which is spoken then. */
  head?: ReactNode
  /** Of a long list only one row at a time is reached by Tab. */
  cell: (item: T, isReachable: boolean) => ReactNode
}

type Props<T> = {
  label: string
  columns: Column<T>[]
  items: T[]
  keyOf: (item: T) => string
  isHeadless?: boolean
  /** The row that somebody looks for, by its key. */
  current?: string | undefined
}

const bringInSight = (row: HTMLElement | null): void => row?.scrollIntoView({ block: 'nearest' })

export function Table<T>({ label, columns, items, keyOf, isHeadless = false, current }: Props<T>) {
  return (
    <div role="table" aria-label={label} className={styles.table} style={{ gridTemplateColumns: template(columns) }}>
      <Head columns={columns} isHidden={isHeadless} />
      <div role="rowgroup" className={styles.group}>
        {items.map((item) => (
          <div role="row" key={keyOf(item)} className={styles.row} {...(keyOf(item) === current ? { 'aria-current': true, ref: bringInSight } : {})}>
            <Cells columns={columns} item={item} />
          </div>
        ))}
      </div>
    </div>
  )
}

export const template = <T,>(columns: Column<T>[]): string => columns.map((column) => column.width).join(' ')

export function Head<T>({ columns, isHidden = false }: { columns: Column<T>[]; isHidden?: boolean }) {
  return (
    <div role="rowgroup" className={isHidden ? 'unseen' : styles.group}>
      <div role="row" className={styles.head}>
        {columns.map(({ id, title, isNumber, isTitleHidden, head }) => (
          <span role="columnheader" key={id} className={styles.cell} data-number={isNumber || undefined}>
            {isTitleHidden ? <span className="unseen">{title}</span> : title}
            {head}
          </span>
        ))}
      </div>
    </div>
  )
}

type CellsProps<T> = { columns: Column<T>[]; item: T; isReachable?: boolean }

function EachCell<T>({ columns, item, isReachable = true }: CellsProps<T>) {
  return columns.map(({ id, isNumber, cell }) => (
    <span role="cell" key={id} className={styles.cell} data-number={isNumber || undefined}>
      {cell(item, isReachable)}
    </span>
  ))
}

/** A list that is scrolled draws what comes into sight, and not the rest again. */
export const Cells = memo(EachCell) as unknown as typeof EachCell
