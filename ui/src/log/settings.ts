// How logs are shown, as somebody wanted it last.

import { createStore } from '~/store'

const PLACE = 'muster.log.times'

function stored(): boolean {
  try {
    return localStorage.getItem(PLACE) === 'yes'
  } catch {
    return false
  }
}

/** Whether each line says when it was written. */
export const hasTimes = createStore(stored())

hasTimes.follow(() => {
  try {
    localStorage.setItem(PLACE, hasTimes.get() ? 'yes' : 'no')
  } catch {
    // Where nothing can be kept, it holds for this page.
  }
})
