// Views: queries of the list of jobs with a name. They are kept in this browser, since the coordinator has no place for them.

import { filterParts, readFilter, type WrittenFilter, writeFilter } from '~/api/job-filter'
import { createStore } from '~/store'

export type View = { name: string; query: WrittenFilter }

const PLACE = 'muster.views'
export const MOST_VIEWS = 24
export const LONGEST_NAME = 40

/** What stands there may have been written by an older console, or by hand. */
export function readViews(text: string | null): View[] {
  try {
    const all: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(all)) return []
    return all.flatMap((one: { name?: unknown; query?: unknown }) => {
      const name = typeof one?.name === 'string' ? one.name.trim().slice(0, LONGEST_NAME) : ''
      const query = writeFilter(readFilter(typeof one?.query === 'object' && one.query ? (one.query as Record<string, unknown>) : {}))
      return name && Object.keys(query).length > 0 ? [{ name, query }] : []
    }).slice(0, MOST_VIEWS)
  } catch {
    return []
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(PLACE)
  } catch {
    return null
  }
}

export const views = createStore<View[]>(readViews(stored()))

views.follow(() => {
  try {
    localStorage.setItem(PLACE, JSON.stringify(views.get()))
  } catch {
    // Where nothing can be kept, the views hold for this page.
  }
})

// Another tab of the same browser has the same views.
addEventListener('storage', ({ key, newValue }) => key === PLACE && views.set(readViews(newValue)))

/** Under a name that exists, the new query takes the place of the old one. */
export function saveView(name: string, query: WrittenFilter): void {
  const view = { name: name.trim().slice(0, LONGEST_NAME), query }
  views.update((all) => (all.some((one) => one.name === view.name) ? all.map((one) => (one.name === view.name ? view : one)) : [...all, view].slice(-MOST_VIEWS)))
}

export function renameView(old: string, name: string): void {
  const renamed = name.trim().slice(0, LONGEST_NAME)
  views.update((all) => all.filter((one) => one.name !== renamed || one.name === old).map((one) => (one.name === old ? { ...one, name: renamed } : one)))
}

/** Takes it away, and answers how to put it back where it was. */
export function removeView(name: string): () => void {
  const before = views.get()
  views.set(before.filter((one) => one.name !== name))
  return () => views.set(before)
}

export const sameQuery = (one: WrittenFilter, other: WrittenFilter): boolean =>
  filterParts.every((part) => (one[part] ?? '').split(',').toSorted().join() === (other[part] ?? '').split(',').toSorted().join())
