// How much of a whole is taken: a bar for many, a strip of cells for few.

import styles from './Meter.module.css'
import type { Look, Tone } from './State'

/** From here on a limit is near. */
const NEAR = 0.8

export const isNear = (share: number): boolean => share >= NEAR

/** How a limit is of which this share is taken. The form says it too where no bar does. */
export function limitLook(share: number): Look {
  if (share >= 1) return { tone: 'danger', glyph: 'cross' }
  return isNear(share) ? { tone: 'notice', glyph: 'halo' } : { tone: 'busy', glyph: 'dot' }
}

export type Part = { id: string; tone: Tone; count: number }

type Props = { taken: number; total: number; label: string; tone?: Tone }

export function Bar({ taken, total, label, tone = 'busy' }: Props) {
  const share = total > 0 ? Math.min(taken / total, 1) : 0
  return (
    <div className={styles.bar} data-tone={tone} role="img" aria-label={label}>
      <i style={{ width: `${share * 100}%` }} />
    </div>
  )
}

/** A whole made of parts; what is left of it is the bare track. The smallest part can still be seen. */
export function Parts({ parts, total, label }: { parts: Part[]; total: number; label: string }) {
  const rest = total - parts.reduce((sum, part) => sum + part.count, 0)
  return (
    <div className={styles.parts} role="img" aria-label={label}>
      {parts.map(({ id, tone, count }) => count > 0 && <i key={id} data-tone={tone} style={{ flexGrow: count }} />)}
      {rest > 0 && <i data-rest style={{ flexGrow: rest }} />}
    </div>
  )
}

/** So many cells say more than a bar and are told apart in a row. */
const MANY_CELLS = 20
const FEW_CELLS = 10

/** A whole made of parts, as cells in the order of the parts: one for each, or as many as fit, of which no part loses its last. */
export function CellStrip({ parts, total, label, isShort = false }: { parts: Part[]; total: number; label: string; isShort?: boolean }) {
  return (
    <div className={styles.cells} role="img" aria-label={label}>
      {cellsOf(parts, total, isShort ? FEW_CELLS : MANY_CELLS).map((tone, cell) => (
        <i key={cell} data-tone={tone} />
      ))}
    </div>
  )
}

/** The tone of each cell; nothing for what is left of the whole. */
export function cellsOf(parts: Pick<Part, 'tone' | 'count'>[], total: number, most: number): (Tone | undefined)[] {
  const size = Math.min(total, most)
  const rest = total - parts.reduce((sum, part) => sum + part.count, 0)
  const shares = [...parts, { tone: undefined, count: Math.max(0, rest) }]
    .filter(({ count }) => count > 0)
    .map(({ tone, count }) => ({ tone, exact: (count / total) * size, cells: Math.max(1, Math.floor((count / total) * size)) }))
  const sum = () => shares.reduce((all, { cells }) => all + cells, 0)
  const byNeed = (need: (share: (typeof shares)[number]) => number) => shares.toSorted((a, b) => need(b) - need(a))[0]
  // One at a time to whoever is furthest from what it should have.
  for (let left = size - sum(); left > 0; left -= 1) (byNeed(({ exact, cells }) => exact - cells) ?? { cells: 0 }).cells += 1
  for (let over = sum() - size; over > 0; over -= 1) (byNeed(({ exact, cells }) => (cells > 1 ? cells - exact : Number.NEGATIVE_INFINITY)) ?? { cells: 0 }).cells -= 1
  return shares.flatMap(({ tone, cells }) => Array.from({ length: cells }, () => tone))
}

/** More cells than this could not be told apart. */
const MOST_CELLS = 16

export function Strip({ taken, total, label, tone = 'busy' }: Props) {
  if (total > MOST_CELLS) return <Bar taken={taken} total={total} label={label} tone={tone} />
  return (
    <div className={styles.strip} data-tone={tone} role="img" aria-label={label}>
      {Array.from({ length: total }, (_, cell) => (
        <i key={cell} data-taken={cell < taken || undefined} />
      ))}
    </div>
  )
}
