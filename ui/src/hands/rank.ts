// In which order the palette shows what a text may mean.

import { type Match, match } from './match'
import type { Item } from './palette-things'

export type Ranked = { item: Item; marks: Match['marks'] }

const NO_MARKS: Match['marks'] = new Set()
/** As many of one kind as leave room for the others. */
const MOST_OF_A_KIND = 7
/** What the coordinator found and nothing here explains; the first of it was found first. */
const FOUND = 0.5
/** The way out when nothing else is meant: after everything. */
const LAST = -1

/** The best kinds first, and in each the best of it. A name that begins like the text comes before all that only mentions it. */
export function rank(fixed: Item[], found: Item[], text: string): Ranked[] {
  // What does not go now is found by its name, and says why.
  if (text.trim() === '') return fixed.filter(({ obstacle, isLast }) => !obstacle && !isLast).map((item) => ({ item, marks: NO_MARKS }))
  const scored = [
    ...fixed.flatMap((item) => {
      if (item.isLast) return [{ item, marks: NO_MARKS, score: LAST }]
      const fit = fitOf(item, text)
      return fit ? [{ item, marks: fit.marks, score: fit.score }] : []
    }),
    ...found.map((item, place) => ({ item, ...(fitOf(item, text) ?? { marks: NO_MARKS, score: FOUND - place / 100 }) })),
  ]
  return few(sorted(scored))
}

type Scored = Ranked & { score: number }

/** By its text or its name; half as good by what else is said of it. */
function fitOf({ text: shown, name, detail = '', words = '' }: Item, typed: string): Match | undefined {
  const named = [match(shown, typed), ...(name ? [unmarked(match(name, typed), 1)] : [])]
  const said = detail || words ? unmarked(match(`${shown} ${detail} ${words}`, typed), 0.5) : undefined
  const hinted = detail ? unmarked(match(detail, typed), 0.5) : undefined
  return [...named, said, hinted].filter((fit) => fit !== undefined).toSorted((a, b) => b.score - a.score)[0]
}

const unmarked = (fit: Match | undefined, share: number): Match | undefined => fit && { score: fit.score * share, marks: NO_MARKS }

function sorted(all: Scored[]): Scored[] {
  const best = new Map<string, number>()
  for (const { item, score } of all) best.set(item.group, Math.max(best.get(item.group) ?? LAST, score))
  const of = ({ item }: Scored) => best.get(item.group) ?? LAST
  return all.toSorted((a, b) => of(b) - of(a) || a.item.group.localeCompare(b.item.group) || b.score - a.score)
}

function few(all: Scored[]): Ranked[] {
  const counts = new Map<string, number>()
  return all.filter(({ item }) => {
    const count = (counts.get(item.group) ?? 0) + 1
    counts.set(item.group, count)
    return count <= MOST_OF_A_KIND
  })
}
