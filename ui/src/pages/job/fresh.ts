// What the live stream does not tell by itself is read again when the array it belongs to has changed.

import { useEffect, useState } from 'react'
import type { Job } from '~/api/schema'
import { paced } from '~/live/paced'

/** A small array of short tasks changes many times in a second. */
const SOONEST_MS = 1000

export function useFresh(array: Job | undefined, read: () => Promise<unknown>): void {
  // What is read depends on the address only, and a page of another address is another component.
  const [ask] = useState(() => paced(SOONEST_MS, read))
  useEffect(() => {
    if (array) ask()
  }, [array, ask])
}
