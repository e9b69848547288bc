// The page's clock: one timer for everything that shows a relative time, and none while nobody can see the page.

import { useSyncExternalStore } from 'react'

const TICK_MS = 1000
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  for (const tell of listeners) tell()
}

function run(): void {
  const isNeeded = listeners.size > 0 && !document.hidden
  if (isNeeded) timer ??= setInterval(tick, TICK_MS)
  if (isNeeded) return
  clearInterval(timer)
  timer = undefined
}

document.addEventListener('visibilitychange', () => {
  run()
  // What was hidden is old by now.
  if (!document.hidden) tick()
})

function follow(listener: () => void): () => void {
  listeners.add(listener)
  run()
  return () => {
    listeners.delete(listener)
    run()
  }
}

/** Whole seconds, so that asking twice within one gives the same answer. */
const second = (): number => Math.floor(Date.now() / TICK_MS) * TICK_MS

export const useNow = (): number => useSyncExternalStore(follow, second)

/** What is to be said of this second; whoever says it is drawn again only when it has changed. */
export const useTold = (tell: (now: number) => string): string => useSyncExternalStore(follow, () => tell(second()))
