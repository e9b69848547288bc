import { useEffect, useState } from 'react'
import { CloseIcon } from '~/kit/icons'
import { number } from '~/format/number'
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
  onChange: (value: string) => void
}

/** The query of a page, in its header. */
export function SearchBox({ label, placeholder, clear, value, total, count, isWrong = false, onChange }: Props) {
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
  return (
    <>
      <div className={styles.box} data-wrong={isWrong || undefined}>
        <input
          type="text"
          data-page-search
          aria-label={label}
          aria-invalid={isWrong}
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
      </div>
      {total !== undefined && (
        <span className={styles.total} title={count}>
          {number(total)}
        </span>
      )}
    </>
  )
}
