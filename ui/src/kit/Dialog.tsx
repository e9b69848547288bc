import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { t } from '~/messages/t'
import { IconButton } from './Button'
import styles from './Dialog.module.css'
import { CloseIcon } from './icons'

type Props = {
  title: string
  onClose: () => void
  /** `alertdialog` for a question whose answer cannot be taken back. */
  role?: 'dialog' | 'alertdialog'
  width?: 'normal' | 'wide'
  children: ReactNode
}

/** A dialog that is open for as long as it is rendered. Escape and a press outside of it close it. */
export function Dialog({ title, onClose, role = 'dialog', width = 'normal', children }: Props) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()} className={styles.scrim}>
      <Modal className={styles.modal} data-width={width}>
        <AriaDialog role={role} className={styles.dialog}>
          <header className={styles.head}>
            <Heading slot="title" className={styles.title}>
              {title}
            </Heading>
            <IconButton label={t('kit.close')} size="small" onPress={onClose}>
              <CloseIcon />
            </IconButton>
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

export function DialogBody({ children }: { children: ReactNode }) {
  return <div className={styles.body}>{children}</div>
}

type FormProps = { onSubmit: () => void; onKeyDown?: (event: KeyboardEvent) => void; children: ReactNode }

/**
 * A form that shows what is wrong with it after a try: the first wrong field takes the focus, and a box that belongs to no field is
 * scrolled to, because it may lie below what can be seen.
 */
export function DialogForm({ onSubmit, children, ...rest }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const isTried = useRef(false)
  const shown = useRef<Element>(null)
  // What is wrong may be known at once or when an answer comes, so each drawing is looked at until something is found.
  useEffect(() => {
    if (!isTried.current) return
    const wrong = form.current?.querySelector<HTMLElement>('[aria-invalid=true]')
    const box = form.current?.querySelector('[role=alert]')
    if (wrong) {
      isTried.current = false
      wrong.focus()
    } else if (box && box !== shown.current) box.scrollIntoView({ block: 'center' })
    shown.current = box ?? null
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    isTried.current = true
    onSubmit()
  }
  return (
    // Whoever types on has seen it.
    <form ref={form} onSubmit={submit} onInput={() => (isTried.current = false)} {...rest}>
      {children}
    </form>
  )
}

/** The buttons at the end, the main one last. */
export function DialogActions({ above, aside, children }: { above?: ReactNode; aside?: ReactNode; children: ReactNode }) {
  return (
    <footer className={styles.foot}>
      {above && <div className={styles.above}>{above}</div>}
      {aside && <span className={styles.aside}>{aside}</span>}
      {children}
    </footer>
  )
}
