// How much of a whole is taken: a bar for many, a strip of cells for few.

import styles from './Meter.module.css'
import type { Tone } from './State'

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
