// Whether the window is large enough for what a page shows at its best.

import { useSyncExternalStore } from 'react'

/** The width from which a list and what it opens stand side by side; the style sheets repeat it. */
const wide = matchMedia('(min-width: 1100px)')

/** A screen on which a page would leave half of its height bare. */
const large = matchMedia('(min-width: 1800px) and (min-height: 900px)')

const follow = (query: MediaQueryList) => (listener: () => void) => {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

const [followWide, followLarge] = [follow(wide), follow(large)]

export const useIsWide = (): boolean => useSyncExternalStore(followWide, () => wide.matches)
export const useIsLarge = (): boolean => useSyncExternalStore(followLarge, () => large.matches)
