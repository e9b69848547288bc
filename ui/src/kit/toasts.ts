// Short notices that go away by themselves. What needs a decision is never one of them.

import { createStore } from '~/store'
import type { Tone } from './State'

export type ToastMessage = { id: number; text: string; tone: Extract<Tone, 'good' | 'danger'> }

/** Long enough to be read twice. */
const SHOWN_MS = 6000
const MOST = 3
let lastId = 0

export const toasts = createStore<ToastMessage[]>([])

export function dismiss(id: number): void {
  toasts.update((all) => all.filter((one) => one.id !== id))
}

export function toast(text: string, tone: ToastMessage['tone'] = 'good'): void {
  lastId += 1
  const id = lastId
  toasts.update((all) => [...all, { id, text, tone }].slice(-MOST))
  setTimeout(() => dismiss(id), SHOWN_MS)
}
