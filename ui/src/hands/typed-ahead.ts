// Whoever knows the palette types on at once. What is typed before its field is there is not lost, and is no shortcut.

import { closeOverlay, overlay } from '~/shell/overlay'

let typed = ''

const isComing = (): boolean => overlay.get()?.kind === 'palette' && !document.querySelector('[role=dialog]')

/** Keeps a key that is meant for the palette that is just opening. */
export function keepsTyped(event: KeyboardEvent): boolean {
  if (!isComing()) return false
  if (event.key === 'Escape') {
    typed = ''
    closeOverlay()
    return true
  }
  if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return false
  typed += event.key
  event.preventDefault()
  return true
}

export function takeTyped(): string {
  const all = typed
  typed = ''
  return all
}
