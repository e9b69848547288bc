// How logs are shown, as somebody wanted it last.

import { createStore } from '~/store'

function stored(place: string): boolean {
  try {
    return localStorage.getItem(place) === 'yes'
  } catch {
    return false
  }
}

function kept(place: string) {
  const setting = createStore(stored(place))
  setting.follow(() => {
    try {
      localStorage.setItem(place, setting.get() ? 'yes' : 'no')
    } catch {
      // Where nothing can be kept, it holds for this page.
    }
  })
  return setting
}

/** Whether each line says when it was written. */
export const hasTimes = kept('muster.log.times')

/** Whether a long line goes on in the next row, instead of to the side. */
export const isWrapped = kept('muster.log.wrapped')
