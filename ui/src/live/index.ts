// The console's live stream, and how components follow it.

import { useEffect } from 'react'
import { platform } from '~/platform'
import { useStore } from '~/store'
import { paced, pause } from './paced'
import { queryClient } from './query-client'
import { LiveStream, type Topic } from './stream'

/** Many gaps in a row are one to whoever reads again; what is slow is waited for, and not for long. */
const GAPS_EVERY_MS = 1000
const LONGEST_READING_MS = 5000

export const live = new LiveStream(
  platform,
  paced(GAPS_EVERY_MS, () => Promise.race([queryClient.invalidateQueries(), pause(LONGEST_READING_MS)])),
)

export const useConnection = () => useStore(live.connection)

/** Follows a topic for as long as the component is there. Pass a stable topic. */
export function useTopic(topic: Topic | undefined): void {
  useEffect(() => (topic ? live.follow(topic) : undefined), [topic])
}
