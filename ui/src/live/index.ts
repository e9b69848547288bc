// The console's live stream, and how components follow it.

import { useEffect } from 'react'
import { platform } from '~/platform'
import { useStore } from '~/store'
import { queryClient } from './query-client'
import { LiveStream, type Topic } from './stream'

export const live = new LiveStream(platform, () => void queryClient.invalidateQueries())

export const useConnection = () => useStore(live.connection)

/** Follows a topic for as long as the component is there. Pass a stable topic. */
export function useTopic(topic: Topic | undefined): void {
  useEffect(() => (topic ? live.follow(topic) : undefined), [topic])
}
