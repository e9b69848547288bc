import type { ReactNode } from 'react'
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

/** The buttons at the end, the main one last. */
export function DialogActions({ aside, children }: { aside?: ReactNode; children: ReactNode }) {
  return (
    <footer className={styles.foot}>
      {aside && <span className={styles.aside}>{aside}</span>}
      {children}
    </footer>
  )
}
