// How well a text answers what was typed, and which of its letters do.

export type Match = { score: number; marks: Set<number> }

const WHOLE = 6
const BEGINNING = 4
const WORD = 3
const INSIDE = 2
const SCATTERED = 1

/** Every word that was typed must be in it: best at the beginning, then at that of a word, then anywhere, then letter by letter. */
export function match(text: string, typed: string): Match | undefined {
  const hay = text.toLowerCase()
  const words = typed.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const marks = new Set<number>()
  let score = hay === typed.trim().toLowerCase() || hay.startsWith(words.join(' ')) ? WHOLE : 0
  for (const word of words) {
    const found = place(hay, word)
    if (!found) return undefined
    score += found.score / words.length
    for (const at of found.at) marks.add(at)
  }
  return { score, marks }
}

function place(hay: string, word: string): { score: number; at: number[] } | undefined {
  const range = (from: number) => Array.from({ length: word.length }, (_, index) => from + index)
  if (hay.startsWith(word)) return { score: BEGINNING, at: range(0) }
  const start = [...hay.matchAll(/(?<=[^\p{L}\p{N}])[\p{L}\p{N}]/gu)].find(({ index }) => hay.startsWith(word, index))
  if (start) return { score: WORD, at: range(start.index) }
  const inside = hay.indexOf(word)
  if (inside !== -1) return { score: INSIDE, at: range(inside) }
  const at = scattered(hay, word)
  return at && { score: SCATTERED, at }
}

/** The letters in their order, each at the beginning of a word or right after the one before: `gwo` finds `Go to workers`. */
function scattered(hay: string, word: string): number[] | undefined {
  const at: number[] = []
  for (const letter of word) {
    const after = (at.at(-1) ?? -1) + 1
    const next = at.length > 0 && hay[after] === letter ? after : beginning(hay, letter, after)
    if (next === undefined) return undefined
    at.push(next)
  }
  return at
}

function beginning(hay: string, letter: string, from: number): number | undefined {
  for (let at = from; at < hay.length; at += 1) {
    if (hay[at] === letter && (at === 0 || !/[\p{L}\p{N}]/u.test(hay[at - 1] ?? ''))) return at
  }
  return undefined
}

/** The text in pieces, marked or not. */
export function pieces(text: string, marks: ReadonlySet<number>): { text: string; isMarked: boolean }[] {
  const all: { text: string; isMarked: boolean }[] = []
  for (const [index, letter] of [...text].entries()) {
    const isMarked = marks.has(index)
    const last = all.at(-1)
    if (last?.isMarked === isMarked) last.text += letter
    else all.push({ text: letter, isMarked })
  }
  return all
}
