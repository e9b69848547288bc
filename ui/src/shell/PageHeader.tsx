import { type ReactNode, useEffect } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { t } from '~/messages/t'
import { IconButton } from '~/kit/Button'
import { SearchIcon } from '~/kit/icons'
import { Keys, shortcut } from '~/kit/Text'
import { announce } from './announce'
import { openPalette } from './overlay'
import styles from './PageHeader.module.css'

type Props = {
  title: string
  /** The page's own search; the palette shrinks to a button beside it. */
  query?: ReactNode
  /** It has so many actions that the query needs a row of its own in a middling window. */
  isCrowded?: boolean
  children?: ReactNode
}

export function PageHeader({ title, query, isCrowded = false, children }: Props) {
  useEffect(() => {
    document.title = t('app.title', { page: title })
    announce(t('app.opened', { page: title }))
  }, [title])
  return (
    <header className={styles.header} data-crowded={isCrowded || undefined}>
      <h1 className={styles.title}>{title}</h1>
      {query}
      <div className={styles.end}>
        {query ? (
          <IconButton label={t('palette.open')} onPress={openPalette}>
            <SearchIcon />
          </IconButton>
        ) : (
          <AriaButton className={styles.palette} aria-label={t('palette.open')} onPress={openPalette}>
            <SearchIcon />
            <span>{t('palette.open')}</span>
            <Keys keys={shortcut('K')} />
          </AriaButton>
        )}
        {children}
      </div>
    </header>
  )
}
