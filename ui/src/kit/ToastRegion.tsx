import { type CSSProperties, type FocusEvent, useRef } from 'react'
import { t } from '~/messages/t'
import { useStore } from '~/store'
import { Button, IconButton } from './Button'
import { CloseIcon } from './icons'
import { type Glyph, StateGlyph } from './State'
import { areToastsKept, dismiss, type ToastMessage, toasts } from './toasts'
import styles from './ToastRegion.module.css'

const glyphs = { good: 'dot', danger: 'cross', notice: 'ring' } satisfies Record<ToastMessage['tone'], Glyph>
const keep = () => areToastsKept.set(true)
const letGo = () => areToastsKept.set(false)

export function ToastRegion() {
  const all = useStore(toasts)
  /** Where somebody was before they came here: a notice that goes takes its buttons along. */
  const before = useRef<Element | null>(null)
  const come = ({ currentTarget, relatedTarget }: FocusEvent) => {
    keep()
    if (!currentTarget.contains(relatedTarget)) before.current = relatedTarget
  }
  const goBack = () => {
    letGo()
    if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus({ preventScroll: true })
  }
  return (
    <section className={styles.region} aria-label={t('kit.notifications')} onPointerEnter={keep} onPointerLeave={letGo} onFocus={come} onBlur={letGo}>
      <ul aria-live="polite" aria-relevant="additions">
        {all.map((one) => (
          <Toast key={one.id} message={one} onLeave={goBack} />
        ))}
      </ul>
    </section>
  )
}

function Toast({ message: { id, text, tone, action, isHeld, heldMs }, onLeave }: { message: ToastMessage; onLeave: () => void }) {
  const leave = () => {
    onLeave()
    dismiss(id)
  }
  const act = () => {
    leave()
    action?.run()
  }
  return (
    <li className={styles.toast} data-held={isHeld || undefined} style={heldMs === undefined ? undefined : ({ '--held': `${heldMs}ms` } as CSSProperties)}>
      <StateGlyph tone={tone} glyph={glyphs[tone]} />
      <span>{text}</span>
      {action && (
        <Button size="small" onPress={act}>
          {action.text}
        </Button>
      )}
      {!isHeld && (
        <IconButton label={t('kit.dismiss')} size="small" onPress={leave}>
          <CloseIcon />
        </IconButton>
      )}
    </li>
  )
}
