// State is never colour alone: the form says it too. Filled means running or there, a ring waits, a half-moon sleeps,
// a broken ring has gone away, a cross is over badly.

import type { ReactNode } from 'react'
import styles from './State.module.css'

export type Tone = 'good' | 'busy' | 'notice' | 'danger' | 'asleep' | 'muted'
export type Glyph = 'dot' | 'halo' | 'ring' | 'moon' | 'dashed' | 'cross'
export type Look = { tone: Tone; glyph: Glyph }

/** The form by itself, for places where the word stands elsewhere. */
export function StateGlyph({ tone, glyph }: Look) {
  return <i className={styles.glyph} data-tone={tone} data-glyph={glyph} aria-hidden="true" />
}

export function State({ tone, glyph, children }: Look & { children: ReactNode }) {
  return (
    <span className={styles.state}>
      <StateGlyph tone={tone} glyph={glyph} />
      {children}
    </span>
  )
}
