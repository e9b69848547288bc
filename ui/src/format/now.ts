// The page's clock: one timer for everything that shows a relative time.

import { useSyncExternalStore } from 'react'

const TICK_MS = 1000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function follow(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => {
    for (const tell of listeners) tell()
  }, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** Whole seconds, so that asking twice within one gives the same answer. */
const second = (): number => Math.floor(Date.now() / TICK_MS) * TICK_MS

export const useNow = (): number => useSyncExternalStore(follow, second)
