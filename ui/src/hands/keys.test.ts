import { describe, expect, it } from 'vitest'
import { chordOf, collide, isTaken, isTyping, Sequence, showKeys } from './keys'

const pressed = (key: string, more: Partial<Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>> = {}) =>
  chordOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more })

describe('a key', () => {
  it('is called by what it writes, whatever the layout', () => {
    expect(pressed('j')).toBe('j')
    expect(pressed('?', { shiftKey: true })).toBe('?')
    expect(pressed('X', { shiftKey: true })).toBe('Shift+x')
    expect(pressed('k', { ctrlKey: true })).toBe('Mod+k')
    expect(pressed('ArrowDown', { shiftKey: true })).toBe('Shift+ArrowDown')
    for (const bare of ['Shift', 'Control', 'Dead']) expect(pressed(bare)).toBeUndefined()
  })

  it('is shown as it is labelled', () => {
    expect(showKeys('g j')).toEqual(['G', 'J'])
    expect(showKeys('Mod+k')).toEqual(['Ctrl K'])
    expect(showKeys('')).toEqual([])
  })

  it('is typed where something is typed', () => {
    document.body.innerHTML = '<input id="text"><input id="box" type="checkbox"><div id="plain"></div><button id="choice" aria-haspopup="listbox"></button>'
    const typed = ['text', 'box', 'plain', 'choice'].filter((id) => isTyping(document.getElementById(id)))
    expect(typed).toEqual(['text', 'choice'])
  })
})

describe('a sequence', () => {
  const bindings = [
    ['jobs', 'g j'],
    ['next', 'j'],
  ] as const

  it('is followed to its end, and forgotten when it leads nowhere', () => {
    const sequence = new Sequence<string>()
    expect(sequence.feed('g', bindings)).toEqual({ kind: 'wait', pressed: 'g' })
    expect(sequence.feed('j', bindings)).toEqual({ kind: 'match', id: 'jobs' })
    expect(sequence.feed('j', bindings)).toEqual({ kind: 'match', id: 'next' })
    sequence.feed('g', bindings)
    expect(sequence.feed('x', bindings)).toEqual({ kind: 'none' })
    sequence.feed('g', bindings)
    sequence.forget()
    expect(sequence.feed('j', bindings)).toEqual({ kind: 'match', id: 'next' })
  })

  it('is in the way of one that begins like it', () => {
    expect(collide('g', 'g j')).toBe(true)
    expect(collide('g j', 'g j')).toBe(true)
    expect(collide('g j', 'g w')).toBe(false)
    expect(collide('', 'g')).toBe(false)
    expect(isTaken('Mod+w')).toBe(true)
  })
})
