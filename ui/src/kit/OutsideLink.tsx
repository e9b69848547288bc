import type { MouseEvent, ReactNode } from 'react'
import { platform } from '~/platform'
import { toast } from './toasts'

/** Leads to a page that is not the console's, in the person's own browser. */
export function OutsideLink({ to, label, className, children }: { to: string; label?: string; className?: string; children: ReactNode }) {
  const open = (event: MouseEvent) => {
    // The desktop window goes nowhere else and opens no other window, so the address is handed over.
    event.preventDefault()
    platform.openExternal(to).catch((error: { detail?: string; message?: string }) => toast(error.detail ?? error.message ?? '', 'danger'))
  }
  return (
    <a className={className} href={to} target="_blank" rel="noreferrer" aria-label={label} onClick={open}>
      {children}
    </a>
  )
}
