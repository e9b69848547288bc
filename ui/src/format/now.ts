// The page's clock: one timer for everything that shows a relative time, and none while nobody sees it.

import { useSyncExternalStore } from 'react'

const TICK_MS = 1000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  for (const tell of listeners) tell()
}

/** Runs while somebody follows the clock and the page is seen. */
function wind(): void {
  const isWanted = listeners.size > 0 && !document.hidden
  if (isWanted) timer ??= setInterval(tick, TICK_MS)
  if (isWanted || timer === undefined) return
  clearInterval(timer)
  timer = undefined
}

/** Whoever comes back sees at once how late it is. */
function onSeen(): void {
  wind()
  if (!document.hidden) tick()
}

/** Tells each second, while the page is seen. */
export function follow(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener('visibilitychange', onSeen)
  listeners.add(listener)
  wind()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) document.removeEventListener('visibilitychange', onSeen)
    wind()
  }
}

/** Whole seconds, so that asking twice within one gives the same answer. */
const second = (): number => Math.floor(Date.now() / TICK_MS) * TICK_MS

export const useNow = (): number => useSyncExternalStore(follow, second)
