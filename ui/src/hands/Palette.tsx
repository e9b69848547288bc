import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { CopyButton, copyText } from '~/kit/Text'
import { StateGlyph } from '~/kit/State'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import { pieces } from './match'
import styles from './Palette.module.css'
import { useItems } from './palette-items'
import type { Item } from './palette-things'
import { type Ranked, rank } from './rank'
import { Shortcut } from './Shortcut'
import { takeTyped } from './typed-ahead'

/** Everything by keyboard: what is in hand, an action, a page, or anything that has a name. */
export default function Palette() {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(isOpen) => !isOpen && closeOverlay()} className={styles.scrim}>
      <Modal className={styles.modal}>
        <Dialog aria-label={t('palette.title')} className={styles.dialog}>
          <Chooser />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function run(item: Item | undefined): void {
  if (!item) return
  closeOverlay()
  item.run()
}

function copyCommand(item: Item | undefined): void {
  if (item?.command) void copyText(item.command)
}

/** The focus stays in the field; the arrows move what Enter will do. */
function Chooser() {
  const [text, setText] = useState('')
  // Only what is drawn takes the keys by itself.
  // oxlint-disable-next-line react/set-state-in-effect
  useLayoutEffect(() => setText((now) => now + takeTyped()), [])
  const [place, setPlace] = useState(0)
  const [inside, setInside] = useState<Item>()
  const listId = useId()
  const { fixed, found } = useItems(inside ? '' : text)
  const ranked = useMemo(() => (inside ? rank(inside.into?.() ?? [], [], text) : rank(fixed, found, text)), [inside, fixed, found, text])
  const at = Math.min(place, ranked.length - 1)
  const current = ranked[at]?.item
  const type = (next: string) => {
    setText(next)
    setPlace(0)
  }
  const enter = (item: Item | undefined) => {
    setInside(item)
    type('')
  }
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    const isAtEnd = event.currentTarget.selectionStart === text.length
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setPlace((at + step + ranked.length) % ranked.length)
    else if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) copyCommand(current)
    else if (event.key === 'Enter') run(current)
    else if ((event.key === 'ArrowRight' || event.key === 'Tab') && !event.shiftKey && isAtEnd && current?.into) enter(current)
    else if (event.key === 'Backspace' && text === '' && inside) enter(undefined)
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className={styles.top}>
        {inside && <span className={styles.inside}>{inside.text}</span>}
        <input
          role="combobox"
          aria-label={t('palette.title')}
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={current && `${listId}-${at}`}
          autoFocus
          className={styles.input}
          placeholder={inside ? t('palette.placeholder_inside', { name: inside.text }) : t('palette.placeholder')}
          spellCheck={false}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <Choices id={listId} ranked={ranked} at={at} onPoint={setPlace} />
      {ranked.length === 0 && (
        <p role="status" className={styles.none}>
          {t('palette.none')}
        </p>
      )}
      <Foot item={current} isInside={inside !== undefined} />
    </>
  )
}

type ChoicesProps = { id: string; ranked: Ranked[]; at: number; onPoint: (place: number) => void }

function Choices({ id, ranked, at, onPoint }: ChoicesProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
    // What is current is seen in the drawn list.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [at, ranked])
  const groups = [...new Set(ranked.map(({ item }) => item.group))]
  return (
    <div ref={list} id={id} role="listbox" aria-label={t('palette.title')} className={styles.list}>
      {groups.map((group, order) => (
        <div key={group} role="group" aria-labelledby={`${id}-g${order}`}>
          <div id={`${id}-g${order}`} role="presentation" className={styles.group}>
            {group}
          </div>
          {ranked.map((one, index) => one.item.group === group && <Choice key={one.item.key} id={`${id}-${index}`} one={one} isCurrent={index === at} onPoint={() => onPoint(index)} />)}
        </div>
      ))}
    </div>
  )
}

function Choice({ id, one: { item, marks }, isCurrent, onPoint }: { id: string; one: Ranked; isCurrent: boolean; onPoint: () => void }) {
  return (
    <div id={id} role="option" tabIndex={-1} aria-selected={isCurrent} aria-disabled={item.obstacle !== undefined || undefined} className={styles.item} data-danger={item.isDangerous || undefined} onPointerMove={onPoint} onClick={() => run(item)}>
      {item.look && <StateGlyph {...item.look} />}
      <span className={styles.text}>{pieces(item.text, marks).map(({ text, isMarked }, index) => (isMarked ? <b key={index}>{text}</b> : text))}</span>
      <span className={styles.detail}>{item.obstacle ?? item.detail}</span>
      {item.keys && <Shortcut keys={item.keys} />}
    </div>
  )
}

/** The line that does the same, and what else the keys do here. */
function Foot({ item, isInside }: { item: Item | undefined; isInside: boolean }) {
  return (
    <footer className={styles.foot}>
      {item?.command ? (
        <>
          <span className="unseen">{t('kit.same_on_command_line')}</span>
          <code className={styles.command}>{item.command}</code>
          <CopyButton text={item.command} label={t('palette.copy')} />
        </>
      ) : (
        <span className={styles.command}>{t(item ? 'palette.no_command' : 'palette.none_hint')}</span>
      )}
      <span className={styles.hints}>
        {item?.command && <Hint keys="Mod+Enter" text={t('kit.copy')} />}
        {item?.into && <Hint keys="ArrowRight" text={t('palette.group_actions')} />}
        {isInside && <Hint keys="Backspace" text={t('palette.back')} />}
      </span>
    </footer>
  )
}

function Hint({ keys, text }: { keys: string; text: string }) {
  return (
    <span className={styles.hint}>
      <Shortcut keys={keys} /> {text}
    </span>
  )
}
