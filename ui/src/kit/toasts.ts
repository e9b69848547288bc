// Short notices that go away by themselves. What needs a decision is never one of them; at most they offer a way back.

import { createStore } from '~/store'
import type { Tone } from './State'

export type ToastAction = { text: string; run: () => void }

export type ToastMessage = {
  id: number
  text: string
  tone: Extract<Tone, 'good' | 'danger' | 'notice'>
  action?: ToastAction
  /** It stays until it is dismissed by whoever showed it. */
  isHeld?: boolean
  /** How long that will be; its line runs out until then. */
  heldMs?: number
}

/** Long enough to be read twice. */
const SHOWN_MS = 6000
/** With a button, which takes a while to be reached. */
const SHOWN_WITH_ACTION_MS = 10_000
const MOST = 3
let lastId = 0

export const toasts = createStore<ToastMessage[]>([])

/** While somebody is at the notices none of them goes away. */
export const areToastsKept = createStore(false)

export function dismiss(id: number): void {
  toasts.update((all) => all.filter((one) => one.id !== id))
}

export function toast(text: string, tone: ToastMessage['tone'] = 'good', more: Pick<ToastMessage, 'action' | 'isHeld' | 'heldMs'> = {}): number {
  lastId += 1
  const id = lastId
  toasts.update((all) => lastOnes([...all, { id, text, tone, ...more }]))
  if (!more.isHeld) later(more.action ? SHOWN_WITH_ACTION_MS : SHOWN_MS, () => dismiss(id))
  return id
}

/** What is held stays, however many others come. */
function lastOnes(all: ToastMessage[]): ToastMessage[] {
  const oldest = all.find((one) => !one.isHeld)
  return all.length <= MOST || !oldest ? all : all.filter((one) => one !== oldest)
}

/** After a while, or when nobody is at the notices any more. */
export function later(ms: number, run: () => void): () => void {
  let unfollow: (() => void) | undefined
  const timer = setTimeout(() => {
    if (!areToastsKept.get()) return run()
    unfollow = areToastsKept.follow(() => {
      if (areToastsKept.get()) return
      unfollow?.()
      run()
    })
  }, ms)
  return () => {
    clearTimeout(timer)
    unfollow?.()
  }
}
