// Whether terminals are written out for a screen reader, which is slow for who does not need it. The choice stays in this browser.

import { createStore } from '~/store'

const PLACE = 'muster.terminal.speaks'

function stored(): boolean {
  try {
    return localStorage.getItem(PLACE) === 'yes'
  } catch {
    return false
  }
}

export const speaks = createStore(stored())

export function turnSpeaking(isOn: boolean): void {
  speaks.set(isOn)
  try {
    localStorage.setItem(PLACE, isOn ? 'yes' : 'no')
  } catch {
    // Where nothing can be kept, the choice holds for this page.
  }
}
