import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import { CopyButton, copyText } from '~/kit/Text'
import { StateGlyph } from '~/kit/State'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import { type Match, match, pieces } from './match'
import styles from './Palette.module.css'
import { useItems } from './palette-items'
import type { Item } from './palette-things'
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

type Ranked = { item: Item; marks: Match['marks'] }
const NO_MARKS: Match['marks'] = new Set()
/** As many of one kind as leave room for the others. */
const MOST_OF_A_KIND = 7
/** What the coordinator found stands between a good match and a far-fetched one. */
const FOUND = 2.5

/** The best kinds first, and in each the best of it. */
function rank(fixed: Item[], found: Item[], text: string): Ranked[] {
  // What does not go now is found by its name, and says why.
  if (text.trim() === '') return fixed.filter(({ obstacle }) => !obstacle).map((item) => ({ item, marks: NO_MARKS }))
  const matched = fixed.flatMap((item) => {
    const fit = match(item.text, text) ?? (item.detail ? detailMatch(item.detail, text) : undefined)
    return fit ? [{ item, marks: fit.marks, score: fit.score }] : []
  })
  const all = [...matched, ...found.map((item, place) => ({ item, marks: match(item.text, text)?.marks ?? NO_MARKS, score: item.text.includes(text.trim()) ? FOUND * 3 : FOUND - place / 100 }))]
  const best = new Map<string, number>()
  for (const { item, score } of all) best.set(item.group, Math.max(best.get(item.group) ?? 0, score))
  const sorted = all.toSorted((a, b) => (best.get(b.item.group) ?? 0) - (best.get(a.item.group) ?? 0) || a.item.group.localeCompare(b.item.group) || b.score - a.score)
  const counts = new Map<string, number>()
  return sorted.filter(({ item }) => {
    const count = (counts.get(item.group) ?? 0) + 1
    counts.set(item.group, count)
    return count <= MOST_OF_A_KIND
  })
}

function detailMatch(detail: string, text: string): Match | undefined {
  const fit = match(detail, text)
  return fit && { score: fit.score / 2, marks: NO_MARKS }
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
        <span className={styles.command}>{t('palette.no_command')}</span>
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
