// Whether the window is wide enough for what a page shows at its best.

import { useSyncExternalStore } from 'react'

/** The width from which a list and what it opens stand side by side; the style sheets repeat it. */
const wide = matchMedia('(min-width: 1100px)')

function follow(listener: () => void): () => void {
  wide.addEventListener('change', listener)
  return () => wide.removeEventListener('change', listener)
}

export const useIsWide = (): boolean => useSyncExternalStore(follow, () => wide.matches)
