// The session of a browser: a bearer token that lives in this origin's session storage, and nowhere else.
// Cookies would be shared by every port of this host; local storage would outlive the tab.

import type { ProblemKind } from '~/api/schema'
import { createStore } from '~/store'

const KEY = 'muster.session'
const ORGANISATION = 'muster.organisation'

export type Session = { isOpen: true } | { isOpen: false; why: ProblemKind | 'none' }

export const session = createStore<Session>({ isOpen: true })

export const token = {
  get: (): string | null => sessionStorage.getItem(KEY),
  keep: (value: string): void => {
    sessionStorage.setItem(KEY, value)
    session.set({ isOpen: true })
  },
  drop: (why: ProblemKind | 'none'): void => {
    sessionStorage.removeItem(KEY)
    sessionStorage.removeItem(ORGANISATION)
    session.set({ isOpen: false, why })
  },
}

/** Whose rows are meant, for whoever belongs to several organisations. */
export const organisation = {
  get: (): string | null => sessionStorage.getItem(ORGANISATION),
  keep: (id: string): void => sessionStorage.setItem(ORGANISATION, id),
}
