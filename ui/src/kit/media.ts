// Whether the window is large enough for what a page shows at its best.

import { useSyncExternalStore } from 'react'

function watched(query: string) {
  const media = matchMedia(query)
  const follow = (listener: () => void) => {
    media.addEventListener('change', listener)
    return () => media.removeEventListener('change', listener)
  }
  const matches = () => media.matches
  return () => useSyncExternalStore(follow, matches)
}

/** The width from which a list and what it opens stand side by side; the style sheets repeat it. */
export const useIsWide = watched('(min-width: 1100px)')

/** Room for every column of a list that has many. */
export const useIsBroad = watched('(min-width: 1320px)')

/** A screen on which a page would leave half of its height bare. */
export const useIsLarge = watched('(min-width: 1800px) and (min-height: 900px)')
