// What can be done here and now: one list that the palette, menus, buttons and keys share.
//
// A page puts in what it offers for as long as it is there; where two offer the same, the one that came last is meant.

import { useEffect } from 'react'
import { announce } from '~/shell/announce'
import { createStore } from '~/store'
import { toast } from '~/kit/toasts'
import type { ActionId } from './bindings'

export type Action = {
  id: ActionId
  /** What it does and to what, as `Cancel job_12`. */
  text: string
  /** The same where its thing is named already, as in a menu of its row. */
  verb?: string
  /** The line that does the same. */
  command?: string
  /** Why not now. */
  obstacle?: string | undefined
  isDangerous?: boolean
  run: () => void
}

const offered = createStore<readonly (readonly Action[])[]>([])

/** All that is offered, each once, what came last first. */
export function offers(): Action[] {
  const byId = new Map<ActionId, Action>()
  for (const actions of offered.get().toReversed()) for (const action of actions) if (!byId.has(action.id)) byId.set(action.id, action)
  return [...byId.values()]
}

/** Offers actions while the component is there. Pass a stable list. */
export function useOffer(actions: readonly Action[]): void {
  useEffect(() => {
    offered.update((all) => [...all, actions])
    return () => offered.update((all) => all.filter((one) => one !== actions))
  }, [actions])
}

/** Does it, or says why not. */
export function perform(action: Action): void {
  if (action.obstacle === undefined) return action.run()
  announce(action.obstacle)
  toast(action.obstacle, 'danger')
}
