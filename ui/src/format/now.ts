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

/** Whole steps, so that asking twice within one gives the same answer. */
const whole = (step: number): number => Math.floor(Date.now() / step) * step

/** Whoever needs it less often than each second names a longer step, and is drawn again only after it. */
export const useNow = (step = TICK_MS): number => useSyncExternalStore(follow, () => whole(step))

/** What is to be said of this second; whoever says it is drawn again only when it has changed. */
export const useTold = (tell: (now: number) => string): string => useSyncExternalStore(follow, () => tell(whole(TICK_MS)))
