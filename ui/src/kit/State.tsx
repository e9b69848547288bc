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

/** A word, or a whole sentence, which takes as many lines as it needs. */
export function State({ tone, glyph, isSentence = false, children }: Look & { isSentence?: boolean; children: ReactNode }) {
  return (
    <span className={styles.state} data-sentence={isSentence || undefined}>
      <StateGlyph tone={tone} glyph={glyph} />
      {isSentence ? <span>{children}</span> : children}
    </span>
  )
}
