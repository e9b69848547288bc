// What the live stream does not tell by itself is read again when the array it belongs to has changed.

import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { keys } from '~/api/queries'
import type { Job } from '~/api/schema'
import { paced } from '~/live/paced'

/** A small array of short tasks changes many times in a second. */
const SOONEST_MS = 1000

export function useFresh(array: Job | undefined, queryKeys: (readonly unknown[])[]): void {
  const client = useQueryClient()
  // What is read depends on the address only, and a page of another address is another component.
  const [ask] = useState(() => {
    const read = (queryKey: readonly unknown[]) => client.invalidateQueries({ queryKey }, { cancelRefetch: false })
    let isOpening = true
    return paced(SOONEST_MS, async () => {
      // What is on its way may be older than the change, except for what a page reads as it opens.
      if (!isOpening) await Promise.all(queryKeys.map((queryKey) => client.isFetching({ queryKey }) > 0 && read(queryKey)))
      isOpening = false
      await Promise.all(queryKeys.map(read))
    })
  })
  useEffect(() => {
    if (array) ask()
  }, [array, ask])
}

/** All that is shown of the tasks of an array. */
export const useFreshTasks = (array: Job): void => useFresh(array, [keys.tasks(array.id)])
