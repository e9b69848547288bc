import { useEffect, useId, useRef, useState } from 'react'
import type { Problem } from '~/api/schema'
import { CloseIcon } from '~/kit/icons'
import { number } from '~/format/number'
import { Said } from '~/kit/Text'
import { Marks } from '~/pages/jobs/QueryHelp'
import styles from '~/pages/jobs/QueryBox.module.css'

/** A pause in typing that means "now look". */
const PAUSE_MS = 250

type Props = {
  label: string
  placeholder: string
  clear: string
  value: string
  /** How many were found, and the same in words. */
  total?: number | undefined
  count?: string | undefined
  isWrong?: boolean
  /** What the coordinator says of it: first the word that is wrong, in backticks. */
  refusal?: Pick<Problem, 'detail' | 'hint'> | undefined
  onChange: (value: string) => void
}

/** Where the word stands that a refusal begins with. */
function placeOf({ detail }: Pick<Problem, 'detail'>, text: string): { from: number; to: number }[] {
  const word = /^`(.+?)`: /.exec(detail)?.[1] ?? ''
  const from = text.indexOf(word)
  return word === '' || from < 0 ? [] : [{ from, to: from + word.length }]
}

/** The query of a page, in its header. */
export function SearchBox({ label, placeholder, clear, value, total, count, isWrong = false, refusal, onChange }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const [text, setText] = useState(value)
  const [lastShown, setLastShown] = useState(value)
  // The address changed by other means than this box.
  if (value !== lastShown) {
    setLastShown(value)
    if (text.trim() !== value) setText(value)
  }
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onChange(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  // What was said of another text says nothing of this one.
  const told = text.trim() === value ? refusal : undefined
  return (
    <>
      <div className={styles.box} data-wrong={isWrong || undefined}>
        {told && <Marks text={text} faults={placeOf(told, text)} field={field} />}
        <input
          ref={field}
          type="text"
          data-page-search
          aria-label={label}
          aria-invalid={isWrong}
          aria-describedby={told ? id : undefined}
          className={styles.input}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {text && (
          <button type="button" className={styles.clear} aria-label={clear} onClick={() => setText('')}>
            <CloseIcon />
          </button>
        )}
        {told && (
          <div className={styles.below}>
            <p id={id} className={styles.faults} role="status">
              <Said text={told.detail} />
              {told.hint && (
                <>
                  {' · '}
                  <Said text={told.hint} />
                </>
              )}
            </p>
          </div>
        )}
      </div>
      {total !== undefined && (
        <span className={styles.total} title={count}>
          {number(total)}
        </span>
      )}
    </>
  )
}
