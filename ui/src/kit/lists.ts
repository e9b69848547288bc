// The lists in sight, for keys that move in whichever one is meant.

export type ListHandle = {
  element: HTMLElement
  /** To the next row, or the one before. */
  move: (by: 1 | -1) => void
  open: () => void
}

const lists = new Set<ListHandle>()

export function announceList(list: ListHandle): () => void {
  lists.add(list)
  return () => lists.delete(list)
}

/** The one that has the focus; otherwise the first one of the page. */
export function activeList(): ListHandle | undefined {
  const all = [...lists].filter(({ element }) => element.offsetParent !== null)
  return all.find(({ element }) => element.contains(document.activeElement)) ?? all[0]
}
