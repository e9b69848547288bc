import { type KeyboardEvent, type ReactNode, type RefObject, useRef, useState } from 'react'
import { Menu as AriaMenu, MenuItem, Popover, Text } from 'react-aria-components'
import { flushSync } from 'react-dom'
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

/** With which of its entries a menu opens. */
type End = 'first' | 'last'
const opening: Partial<Record<string, End>> = { Enter: 'first', ' ': 'first', ArrowDown: 'first', ArrowUp: 'last' }

/** What is not needed often enough for a button of its own. */
export function MoreMenu({ label, entries }: { label: string; entries: MenuEntry[] }) {
  const [open, setOpen] = useState<End>()
  const button = useRef<HTMLButtonElement>(null)
  const onKey = (event: KeyboardEvent) => {
    const end = opening[event.key]
    if (!end) return
    event.preventDefault()
    event.stopPropagation()
    setOpen(end)
  }
  return (
    <>
      <RowButton ref={button} label={label} look="quiet" isIcon aria-haspopup="menu" aria-expanded={open !== undefined} onPress={() => setOpen('first')} onKeyDown={onKey}>
        <MoreIcon />
      </RowButton>
      {open && <OpenMenu button={button} label={label} entries={entries} end={open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

/** Made when it is asked for: a long list has a button in each of its rows. */
type OpenProps = { button: RefObject<HTMLButtonElement | null>; label: string; entries: MenuEntry[]; end: End; onClose: () => void }

function OpenMenu({ button, label, entries, end, onClose }: OpenProps) {
  const act = (key: string | number) => {
    const chosen = entries.find(({ id, obstacle }) => id === key && obstacle === undefined)
    // What a dialog gives the focus back to must still be there: the button, and no entry.
    flushSync(onClose)
    button.current?.focus()
    chosen?.run()
  }
  return (
    <Popover triggerRef={button} isOpen onOpenChange={onClose} className={styles.popover} placement="bottom end" offset={4}>
      <AriaMenu autoFocus={end} onClose={onClose} className={styles.menu} aria-label={label} onAction={act} disabledKeys={entries.filter(({ obstacle }) => obstacle !== undefined).map(({ id }) => id)}>
        {entries.map(({ id, text, aside, obstacle, isDangerous }) => (
          <MenuItem key={id} id={id} textValue={text} className={styles.item} data-danger={isDangerous || undefined}>
            <Text slot="label">{text}</Text>
            {obstacle ? <Text slot="description">{obstacle}</Text> : aside}
          </MenuItem>
        ))}
      </AriaMenu>
    </Popover>
  )
}
