// Listens to the keys of the desktop window, wherever the focus is. What holds them for itself, as a terminal does, keeps them.

import { platform } from '~/platform'
import { windowKeys } from '~/platform/window-keys'
import { isCovered } from '~/shell/covered'
import { chordOf, isApple } from './keys'

/** Whether the page has them: a browser has its own, and macOS has them in its menu bar. */
export const hasWindowKeys = platform.app !== undefined && !isApple

export function followWindowKeys(): void {
  if (!hasWindowKeys) return
  addEventListener('keydown', (event) => {
    const entry = windowKeys[chordOf(event) ?? '']
    if (entry === undefined || event.defaultPrevented) return
    event.preventDefault()
    if (entry.startsWith('go ') && isCovered()) return
    // A key that stays down goes on to the last size, but turns nothing on and off.
    if (!event.repeat || entry.startsWith('zoom_')) void platform.app?.chooseEntry(entry)
  })
}

/** One key for each entry, for whoever wants to see them; the pages have the digits. */
export const shownWindowKeys = (['zoom_in', 'zoom_out', 'zoom_reset', 'full_screen', 'reload', 'menu_bar', 'quit'] as const).map((entry) => ({
  entry,
  keys: Object.keys(windowKeys).find((keys) => windowKeys[keys] === entry) ?? '',
}))
