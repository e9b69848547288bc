// What was asked for and is held back for a moment, so that it can be taken back before it has happened.
//
// Nothing is lost that way: whoever closes the page or the app meanwhile has asked for it all the same, and it is sent at once.

import { useSyncExternalStore } from 'react'
import { dismiss, later, toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import type { ApiRequest } from '~/platform/types'
import { createStore } from '~/store'

const HELD_MS = 5000

/** The request is what is sent if the page goes away meanwhile. What loses more is held back for longer. */
export type Held = { id: string; text: string; request: ApiRequest; send: () => Promise<void>; ms?: number }

type Waiting = Held & { isSent: boolean; takeBack: () => void }

export const held = createStore<Waiting[]>([])

const drop = (id: string) => held.update((all) => all.filter((one) => one.id !== id))

/** It counts as asked for from now on, until it is taken back or the coordinator has answered. */
export function holdBack(asked: Held): void {
  if (isHeld(asked.id)) return
  const letGo = platform.hold(asked.request)
  const leave = () => {
    stop()
    dismiss(shown)
  }
  const end = () => {
    leave()
    held.update((all) => all.map((one) => (one.id === asked.id ? { ...one, isSent: true } : one)))
    // Not before it was answered: sent twice is better than not at all.
    void asked.send().finally(() => {
      letGo()
      drop(asked.id)
    })
  }
  const takeBack = () => {
    letGo()
    leave()
    drop(asked.id)
  }
  const ms = asked.ms ?? HELD_MS
  const stop = later(ms, end)
  const shown = toast(asked.text, 'notice', { isHeld: true, heldMs: ms, action: { text: t('held.undo'), run: takeBack } })
  held.update((all) => [...all, { ...asked, isSent: false, takeBack }])
}

export const isHeld = (id: string): boolean => held.get().some((one) => one.id === id)

export const useIsHeld = (id: string): boolean => useSyncExternalStore(held.follow, () => isHeld(id))
