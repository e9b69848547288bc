// What a person chooses about this browser alone: kept there, and nowhere else.

import { createStore, type Store } from '~/store'

export type Choice<T extends string> = { store: Store<T>; choose: (value: T) => void }

export function createChoice<T extends string>(key: string, choices: readonly T[], usual: T): Choice<T> {
  const store = createStore(choices.find((choice) => choice === read(key)) ?? usual)
  const choose = (value: T) => {
    keep(key, value)
    store.set(value)
  }
  return { store, choose }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Where nothing can be kept, the choice holds for this page.
  }
}
