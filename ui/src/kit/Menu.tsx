import type { ReactNode } from 'react'
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import { IconButton } from './Button'
import { MoreIcon } from './icons'
import styles from './Menu.module.css'

export type MenuEntry = {
  id: string
  text: string
  /** At the end of its row: its keys. */
  aside?: ReactNode
  obstacle?: string | undefined
  isDangerous?: boolean
  run: () => void
}

/** What is not needed often enough for a button of its own. */
export function MoreMenu({ label, entries }: { label: string; entries: MenuEntry[] }) {
  const act = (key: string | number) => entries.find(({ id, obstacle }) => id === key && obstacle === undefined)?.run()
  return (
    <MenuTrigger>
      <IconButton label={label} size="small">
        <MoreIcon />
      </IconButton>
      <Popover className={styles.popover} placement="bottom end" offset={4}>
        <AriaMenu className={styles.menu} aria-label={label} onAction={act} disabledKeys={entries.filter(({ obstacle }) => obstacle !== undefined).map(({ id }) => id)}>
          {entries.map(({ id, text, aside, obstacle, isDangerous }) => (
            <MenuItem key={id} id={id} textValue={text} className={styles.item} data-danger={isDangerous || undefined}>
              <span title={obstacle}>{text}</span>
              {aside}
            </MenuItem>
          ))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}
