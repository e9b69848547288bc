import { useEffect, useState } from 'react'
import { CloseIcon } from '~/kit/icons'
import { number } from '~/format/number'
import { t } from '~/messages/t'
import styles from '../jobs/QueryBox.module.css'

/** A pause in typing that means "now look". */
const PAUSE_MS = 250

type Props = { query: string; total: number | undefined; isWrong: boolean; onChange: (query: string) => void }

/** Which workers are listed: `state:asleep label:gpu`, or a text. The coordinator says what is wrong with it. */
export function WorkerSearch({ query, total, isWrong, onChange }: Props) {
  const [text, setText] = useState(query)
  const [lastShown, setLastShown] = useState(query)
  // The address changed by other means than this box.
  if (query !== lastShown) {
    setLastShown(query)
    if (text.trim() !== query) setText(query)
  }
  useEffect(() => {
    if (text.trim() === query) return
    const timer = setTimeout(() => onChange(text.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, query, onChange])
  return (
    <>
      <div className={styles.box} data-wrong={isWrong || undefined}>
        <input
          type="text"
          data-page-search
          aria-label={t('workers.query')}
          aria-invalid={isWrong}
          className={styles.input}
          placeholder={t('workers.query_placeholder')}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {text && (
          <button type="button" className={styles.clear} aria-label={t('workers.clear_query')} onClick={() => setText('')}>
            <CloseIcon />
          </button>
        )}
      </div>
      {total !== undefined && (
        <span className={styles.total} title={t('workers.count', { count: total })}>
          {number(total)}
        </span>
      )}
    </>
  )
}
