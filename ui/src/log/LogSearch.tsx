import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { Input, SearchField } from 'react-aria-components'
import { IconButton } from '~/kit/Button'
import { DownIcon, FunnelIcon, UpIcon } from '~/kit/icons'
import { t } from '~/messages/t'
import styles from './LogSearch.module.css'
import type { Search } from './LogView'

type Props = { search: Search; lines: number; onReveal: (row: number | undefined) => void; before: ReactNode }

/** What is typed leads to its first match; Enter goes from one to the next. Marks stay while the log is followed. */
export function LogSearch({ search, lines, onReveal, before }: Props) {
  const { text, change, query, found, position, go } = search
  const led = useRef(text)
  useEffect(() => {
    if (led.current === text) return
    led.current = text
    // Where only matches are shown, the first one is in sight or a press away, and the end may be followed.
    if (found.length === 0 || search.only) return
    go(0)
    onReveal(found[0])
  }, [text, found, go, onReveal, search.only])
  const step = (by: number) => {
    if (found.length === 0) return
    const next = position < 0 && by < 0 ? found.length - 1 : (position + by + found.length) % found.length
    go(next)
    onReveal(found[next])
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return
    event.preventDefault()
    step(event.shiftKey ? -1 : 1)
  }
  return (
    <div className={styles.search}>
      {before}
      <span className={styles.count} role="status">
        {query ? matchText(position, found.length) : lines > 0 && t('log.lines', { count: lines })}
      </span>
      {query && (
        <>
          <IconButton label={t('log.previous')} size="small" onPress={() => step(-1)}>
            <UpIcon />
          </IconButton>
          <IconButton label={t('log.next')} size="small" onPress={() => step(1)}>
            <DownIcon />
          </IconButton>
          <IconButton label={t('log.only')} size="small" isPressed={search.only} onPress={() => search.setOnly(!search.only)}>
            <FunnelIcon />
          </IconButton>
        </>
      )}
      <SearchField aria-label={t('log.search')} value={text} onChange={change} onKeyDown={onKeyDown} className={styles.field}>
        <Input className={styles.input} data-page-search placeholder={t('log.search_placeholder')} spellCheck="false" />
      </SearchField>
    </div>
  )
}

function matchText(position: number, count: number): string {
  if (count === 0) return t('log.no_match')
  return position < 0 ? t('log.found', { count }) : t('log.matches', { at: position + 1, count })
}
