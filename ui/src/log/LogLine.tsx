import { memo } from 'react'
import { clockWithMillis, exact } from '~/format/time'
import { number as show } from '~/format/number'
import { t } from '~/messages/t'
import type { LogRow } from './lines'
import styles from './LogLine.module.css'
import { marked, type Piece, type Query } from './search'

type Props = {
  row: LogRow
  /** Where it stands among the rows that are shown. */
  index: number
  /** Of a row that may be higher than one line. */
  measure: ((row: HTMLElement | null) => void) | undefined
  top: number
  length: number
  query: Query
  isTarget: boolean
  isCurrent: boolean
  hasTime: boolean
  /** Nobody knows its number, so it has no address either. */
  isNumberless: boolean
  onNumber: (line: number) => void
}

/** One row of a log. Everything in it is a text node: what a program printed is never markup. */
export const LogLine = memo(function LogLine({ row, index, measure, top, query, isTarget, isCurrent, hasTime, isNumberless, onNumber }: Props) {
  const pieces = marked(row, query)
  const isMatch = pieces.some((piece) => piece.isMarked)
  return (
    <div
      ref={measure}
      data-index={index}
      data-wrapped={measure !== undefined || undefined}
      className={styles.line}
      style={{ transform: `translateY(${top}px)` }}
      data-stream={row.stream}
      data-target={isTarget || undefined}
      data-match={isMatch || undefined}
      data-current={(isMatch && isCurrent) || undefined}
    >
      {isNumberless ? <span className={styles.number} /> : <LineNumber row={row} onNumber={onNumber} />}
      {hasTime && (
        <time className={styles.time} dateTime={row.at} title={row.at && exact(row.at)}>
          {row.at && !row.isContinuation ? clockWithMillis(row.at) : ''}
        </time>
      )}
      {row.source !== undefined && (
        <span className={styles.source}>
          {t('log.task', { task: row.source })}
        </span>
      )}
      {row.stream === 'stderr' && <span className="unseen">{t('log.stderr')}: </span>}
      {row.stream === 'system' && <span className="unseen">{t('log.system')}: </span>}
      {row.isRewritten && (
        <span className={styles.glyph} title={t('log.rewritten')}>
          {t('log.rewritten_glyph')}
        </span>
      )}
      <span className={styles.text}>
        {pieces.map((piece, at) => (
          <Text key={at} piece={piece} />
        ))}
      </span>
    </div>
  )
})

function LineNumber({ row, onNumber }: { row: LogRow; onNumber: (line: number) => void }) {
  if (row.isContinuation) return <span className={styles.number} />
  return (
    <a
      className={styles.number}
      href={`#L${row.number}`}
      title={row.at && exact(row.at)}
      aria-label={t('log.line', { number: row.number })}
      // Thousands of them would stand between the log and what follows it.
      tabIndex={-1}
      onClick={(event) => {
        event.preventDefault()
        onNumber(row.number)
      }}
    >
      {show(row.number)}
    </a>
  )
}

function Text({ piece: { text, style, glyphOf, isMarked } }: { piece: Piece }) {
  if (glyphOf !== undefined) {
    return (
      <span className={styles.glyph} title={t('log.escape', { sequence: glyphOf })}>
        {text}
      </span>
    )
  }
  const [fg, bg] = style.isInverse ? [style.bg ?? 'inverse', style.fg ?? 'white'] : [style.fg, style.bg]
  const isPlain = Object.keys(style).length === 0
  const content = isMarked ? <mark>{text}</mark> : text
  if (isPlain) return content
  return (
    <span
      data-fg={fg}
      // A text in its own ground's colour could not be read.
      data-bg={bg === fg ? undefined : bg}
      data-bold={style.isBold}
      data-faint={style.isFaint}
      data-italic={style.isItalic}
      data-underlined={style.isUnderlined}
      data-struck={style.isStruck}
    >
      {content}
    </span>
  )
}
