// The page's clock: one timer for everything that shows a relative time.

import { useSyncExternalStore } from 'react'

const TICK_MS = 1000
const listeners = new Set<() => void>()
let now = Date.now()
let timer: ReturnType<typeof setInterval> | undefined

function follow(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    for (const tell of listeners) tell()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

const coarse = (stepMs: number) => () => Math.floor(now / stepMs) * stepMs

/** Now, to the second or more coarsely; a component renders only when its own step is over. */
export function useNow(stepMs = TICK_MS): number {
  // With no follower the clock stands still, so the first one sets it.
  if (listeners.size === 0) now = Date.now()
  return useSyncExternalStore(follow, coarse(stepMs))
}
