import { useEffect, useState } from 'react'
import { Button, Input, SearchField } from 'react-aria-components'
import { type JobFilter, parseFilter, showFilter } from '~/api/job-filter'
import { CloseIcon } from '~/kit/icons'
import { number } from '~/format/number'
import { t } from '~/messages/t'
import styles from './QueryBox.module.css'

/** A pause in typing that means "now look". */
const PAUSE_MS = 250

type Props = { filter: JobFilter; total: number | undefined; onChange: (filter: JobFilter) => void }

export function QueryBox({ filter, total, onChange }: Props) {
  const shown = showFilter(filter)
  const [text, setText] = useState(shown)
  const [lastShown, setLastShown] = useState(shown)
  // The address changed by other means than this box: a filter below it, or the way back.
  if (shown !== lastShown) {
    setLastShown(shown)
    if (showFilter(parseFilter(text)) !== shown) setText(shown)
  }
  useEffect(() => {
    const wanted = parseFilter(text)
    if (showFilter(wanted) === shown) return
    const timer = setTimeout(() => onChange(wanted), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text, shown, onChange])
  return (
    <>
      <SearchField aria-label={t('jobs.query')} value={text} onChange={setText} onSubmit={(all) => onChange(parseFilter(all))} className={styles.box}>
        <Input className={styles.input} placeholder={t('jobs.query_placeholder')} spellCheck="false" />
        {text && (
          <Button className={styles.clear} aria-label={t('jobs.clear_query')}>
            <CloseIcon />
          </Button>
        )}
      </SearchField>
      {total !== undefined && (
        <span className={styles.total} title={t('jobs.count', { count: total })}>
          {number(total)}
        </span>
      )}
    </>
  )
}
