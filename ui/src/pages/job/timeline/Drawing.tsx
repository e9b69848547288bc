// A timeline's picture: lanes of spans over a line of time. Whoever cannot see it has the list beside it.

import type { ReactNode } from 'react'
import { number } from '~/format/number'
import { rough } from '~/format/time'
import type { Tone } from '~/kit/State'
import { marks } from './course'
import styles from './Timeline.module.css'

export type Bar = { id: string; kind: 'waits' | 'starts' | 'runs'; tone: Tone; from: number; to: number | undefined; said: string }
export type Lane = { id: string; name: ReactNode; bars: Bar[]; /** Of the one above. */ isMore?: boolean }

type Props = { lanes: Lane[]; from: number; to: number; label: string; pointed?: string | undefined; isThin?: boolean }

export function Drawing({ lanes, from, to, label, pointed, isThin = false }: Props) {
  const length = to - from
  const share = (moment: number): number => (Math.min(Math.max(moment - from, 0), length) / length) * 100
  return (
    <figure className={styles.figure} role="img" aria-label={label}>
      {lanes.map(({ id, name, bars, isMore }) => (
        <div key={id} className={styles.lane} data-more={isMore || undefined} data-thin={isThin || undefined}>
          <span className={styles.name}>{name}</span>
          <div className={styles.plot}>
            {bars.map((bar) => (
              <i
                key={bar.id}
                className={styles.span}
                data-kind={bar.kind}
                data-tone={bar.tone}
                data-open={bar.to === undefined || undefined}
                data-pointed={bar.id === pointed || undefined}
                title={bar.said}
                style={{ insetInlineStart: `${share(bar.from)}%`, width: `${share(bar.to ?? to) - share(bar.from)}%` }}
              />
            ))}
          </div>
        </div>
      ))}
      <div className={styles.axis}>
        {marks(length).map((mark) => (
          <span key={mark} data-last={mark / length > LATE || undefined} style={{ insetInlineStart: `${(mark / length) * 100}%` }}>
            {offset(mark)}
          </span>
        ))}
      </div>
    </figure>
  )
}

const SECOND = 1000
/** Words that began here would not end within the picture. */
const LATE = 0.88

/** From the beginning on: `200 ms`, `2 s`, `5 min`. */
const offset = (span: number): string => (span % SECOND === 0 ? rough(span) : `${number(span)} ms`)
