import { type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { Menu as AriaMenu, MenuItem, Popover } from 'react-aria-components'
import { RowButton } from './Button'
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
  const [isOpen, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    event.stopPropagation()
    setOpen(true)
  }
  return (
    <>
      <RowButton ref={button} label={label} look="quiet" isIcon aria-haspopup="menu" aria-expanded={isOpen} onPress={() => setOpen(true)} onKeyDown={onKey}>
        <MoreIcon />
      </RowButton>
      {isOpen && <OpenMenu button={button} label={label} entries={entries} onClose={() => setOpen(false)} />}
    </>
  )
}

/** Made when it is asked for: a long list has a button in each of its rows. */
type OpenProps = { button: RefObject<HTMLButtonElement | null>; label: string; entries: MenuEntry[]; onClose: () => void }

function OpenMenu({ button, label, entries, onClose }: OpenProps) {
  const act = (key: string | number) => entries.find(({ id, obstacle }) => id === key && obstacle === undefined)?.run()
  return (
    <Popover triggerRef={button} isOpen onOpenChange={onClose} className={styles.popover} placement="bottom end" offset={4}>
      <AriaMenu autoFocus="first" onClose={onClose} className={styles.menu} aria-label={label} onAction={act} disabledKeys={entries.filter(({ obstacle }) => obstacle !== undefined).map(({ id }) => id)}>
        {entries.map(({ id, text, aside, obstacle, isDangerous }) => (
          <MenuItem key={id} id={id} textValue={text} className={styles.item} data-danger={isDangerous || undefined}>
            <span title={obstacle}>{text}</span>
            {aside}
          </MenuItem>
        ))}
      </AriaMenu>
    </Popover>
  )
}
