// Keys as people write them: `Mod+k`, `?`, or one after the other, `g j`.
//
// `Mod` is Command on a Mac and Control elsewhere. What a key means is taken from the letter that it writes, so that
// shortcuts follow the keyboard's layout.

import { windowKeys } from '~/platform/window-keys'

/** `Mod+k`, `Shift+x`, `g j`; empty if an action has none. */
export type Keys = string

export const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

const BARE = new Set(['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'Dead', 'Process', 'Unidentified', 'Fn', 'OS'])

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** A letter says by itself that Shift was down; for other signs Shift is the keyboard's business. */
const hasCase = (key: string): boolean => key.toLowerCase() !== key.toUpperCase()

/** What was pressed, or nothing if it is a modifier alone. */
export function chordOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | undefined {
  if (BARE.has(key)) return undefined
  const isSign = key.length === 1
  const [mod, other] = isApple ? [metaKey, ctrlKey] : [ctrlKey, metaKey]
  const isShifted = shiftKey && (!isSign || hasCase(key))
  const parts = [mod && 'Mod', other && (isApple ? 'Ctrl' : 'Meta'), altKey && 'Alt', isShifted && 'Shift', named(key)]
  return parts.filter(Boolean).join('+')
}

function named(key: string): string {
  if (key === ' ') return 'Space'
  return key.length === 1 ? key.toLowerCase() : key
}

const SHOWN: Record<string, string> = { Escape: 'Esc', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Enter: '↵' }
const ON_APPLE: Record<string, string> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' }

/** One text for each key of a sequence, as the keyboard of this machine is labelled. */
export const showKeys = (keys: Keys): string[] => keys.split(' ').filter(Boolean).map(showChord)

function showChord(chord: string): string {
  // The plus sign is a key too.
  const parts = chord.endsWith('++') ? [...chord.slice(0, -2).split('+'), '+'] : chord.split('+')
  const words = parts.filter(Boolean).map((part) => {
    if (isApple && ON_APPLE[part]) return ON_APPLE[part]
    if (part === 'Mod') return 'Ctrl'
    return SHOWN[part] ?? (part.length === 1 ? part.toUpperCase() : part)
  })
  return words.join(isApple ? '' : ' ')
}

export type Fed<Id> = { kind: 'match'; id: Id } | { kind: 'wait'; pressed: string } | { kind: 'none' }

/** Follows what is pressed until it is a whole sequence or cannot become one. */
export class Sequence<Id> {
  #pressed = ''

  feed(chord: string, bindings: readonly (readonly [Id, Keys])[]): Fed<Id> {
    const whole = this.#pressed ? `${this.#pressed} ${chord}` : chord
    const found = this.#find(whole, bindings)
    if (found.kind !== 'none' || this.#pressed === '') return found
    // What did not go on may begin something else.
    this.#pressed = ''
    return this.#find(chord, bindings)
  }

  forget(): void {
    this.#pressed = ''
  }

  #find(pressed: string, bindings: readonly (readonly [Id, Keys])[]): Fed<Id> {
    const match = bindings.find(([, keys]) => keys === pressed)
    if (match) {
      this.#pressed = ''
      return { kind: 'match', id: match[0] }
    }
    if (!bindings.some(([, keys]) => keys.startsWith(`${pressed} `))) return { kind: 'none' }
    this.#pressed = pressed
    return { kind: 'wait', pressed }
  }
}

/** Whether both cannot be used: they are the same, or one is the beginning of the other. */
export const collide = (one: Keys, other: Keys): boolean =>
  one !== '' && other !== '' && (one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `))

/** What every browser keeps for itself, and so does our window, and what moves around the page. */
const TAKEN = new Set([...Object.keys(windowKeys), 'Mod+w', 'Mod+t', 'Mod+n', 'Mod+l', 'Tab', 'Shift+Tab', 'Enter', 'Space', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'])

export const isTaken = (keys: Keys): boolean => keys.split(' ').some((chord) => TAKEN.has(chord))

/** Whether what is pressed is meant for where the focus is. Keys with a modifier are not. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  // A list of choices goes to what begins with the letter, and so does the button that opens it.
  if (target.isContentEditable || target.closest('[role="textbox"], [role="listbox"], [role="menu"], [aria-haspopup="listbox"], [data-takes-keys]')) return true
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}
