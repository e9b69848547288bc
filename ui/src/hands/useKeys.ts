// Listens to keys for the whole console.

import { useEffect } from 'react'
import { isCovered } from '~/shell/covered'
import { overlay } from '~/shell/overlay'
import { createStore } from '~/store'
import { type ActionId, actionIds, keysOf, shortcuts } from './bindings'
import { chordOf, isTyping, type Keys, Sequence } from './keys'
import { type Action, offers, perform } from './registry'
import { keepsTyped } from './typed-ahead'

/** After a pause what was pressed is forgotten. */
const PATIENCE_MS = 1500

/** What was pressed of a sequence that can still go on in several ways. */
export const pending = createStore('')

/** Keys that act while something lies over the page or is typed. */
const ALWAYS: ReadonlySet<ActionId> = new Set(['palette'])

const isModified = (chord: string): boolean => chord.startsWith('Mod+') || chord === 'Escape'

type Bound = readonly [Action, Keys]

/** What a key may do now: with a dialog open only what opens from everywhere. */
function bound(isFree: boolean): Bound[] {
  const now = shortcuts.get()
  const usable = offers().filter(({ id }) => isFree || ALWAYS.has(id))
  return usable.map((action) => [action, keysOf(action.id, now)] as const).filter(([, keys]) => keys !== '' && (now.isOn || isModified(keys)))
}

export function useKeys(): void {
  useEffect(() => {
    const sequence = new Sequence<Action>()
    let timer: ReturnType<typeof setTimeout> | undefined
    const forget = () => {
      sequence.forget()
      pending.set('')
    }
    const onKey = (event: KeyboardEvent) => {
      if (keepsTyped(event)) return
      const chord = chordOf(event)
      if (!chord || event.defaultPrevented || event.isComposing) return
      const isFree = !isTyping(event.target) && overlay.get() === undefined && !isCovered() && !document.querySelector('[role=menu]')
      const fed = sequence.feed(chord, bound(isFree))
      clearTimeout(timer)
      pending.set(fed.kind === 'wait' ? fed.pressed : '')
      if (fed.kind === 'none') return
      event.preventDefault()
      if (fed.kind === 'wait') timer = setTimeout(forget, PATIENCE_MS)
      else perform(fed.id)
    }
    addEventListener('keydown', onKey)
    return () => {
      clearTimeout(timer)
      removeEventListener('keydown', onKey)
    }
  }, [])
}

/** What the keys that were pressed can go on to. */
export function goesOn(pressed: string): { id: ActionId; rest: Keys }[] {
  const reachable = new Set(offers().map(({ id }) => id))
  return actionIds.flatMap((id) => {
    const keys = keysOf(id)
    return reachable.has(id) && keys.startsWith(`${pressed} `) ? [{ id, rest: keys.slice(pressed.length + 1) }] : []
  })
}
