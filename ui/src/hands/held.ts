// What was asked for and is held back for a moment, so that it can be taken back before it has happened.
//
// Nothing is lost that way: whoever closes the page meanwhile has asked for it all the same, and it is sent at once.

import { dismiss, later, toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { createStore } from '~/store'

/** The style sheet of the notices draws it. */
const HELD_MS = 5000

export type Held = { id: string; text: string; send: (isLast: boolean) => void; undo: () => void }

type Waiting = Held & { end: (isLast: boolean) => void; takeBack: () => void }

export const held = createStore<Waiting[]>([])

export function holdBack(asked: Held): void {
  if (held.get().some(({ id }) => id === asked.id)) return
  const leave = () => {
    stop()
    dismiss(shown)
    held.update((all) => all.filter(({ id }) => id !== asked.id))
  }
  const end = (isLast: boolean) => {
    leave()
    asked.send(isLast)
  }
  const takeBack = () => {
    leave()
    asked.undo()
  }
  const stop = later(HELD_MS, () => end(false))
  const shown = toast(asked.text, 'notice', { isHeld: true, action: { text: t('held.undo'), run: takeBack } })
  held.update((all) => [...all, { ...asked, end, takeBack }])
}

export const isHeld = (id: string): boolean => held.get().some((one) => one.id === id)

addEventListener('pagehide', () => {
  for (const waiting of held.get()) waiting.end(true)
})
