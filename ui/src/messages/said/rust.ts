// The sentences in the coordinator's sources, for the test that keeps ours together with them.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** In the place of whatever stands in a gap, here and there. */
export const GAP = '\0'

/** Programs whose words no console shows, and tests. */
const ELSEWHERE = /[\\/](muster-cli|muster-simulation|muster-testkit|xtask)[\\/]|[\\/](tests|benches|examples)[\\/]|[\\/]tests\.rs$|_model\.rs$/
const TESTS = /^#\[cfg\(test\)\]\nmod \w+ \{/m

/** Comments, characters and texts, of which the texts are wanted: a quote in one of the others begins none. */
const TOKEN = /\/\/[^\n]*|b?r(#*)"([\s\S]*?)"\1|"((?:[^"\\]|\\[\s\S])*)"|'(?:[^'\\\n]|\\[^\n][^'\n]*)'/g

const ESCAPED: Record<string, string> = { n: '\n', t: '\t', '0': '\0' }

const unescaped = (text: string): string => text.replace(/\\\n\s*/g, '').replace(/\\([\s\S])/g, (_, letter: string) => ESCAPED[letter] ?? letter)

/** A text with its gaps; doubled braces are braces. */
export const withGaps = (text: string): string => text.replace(/\{\{|\}\}|\{[^{}]*\}/g, (found) => (found === '{{' ? '{' : found === '}}' ? '}' : GAP))

/** The texts in a source. */
export function textsIn(source: string): string[] {
  const tests = source.search(TESTS)
  const code = tests < 0 ? source : source.slice(0, tests)
  return [...code.matchAll(TOKEN)].flatMap(([, , raw, text]) => (raw === undefined && text === undefined ? [] : [withGaps(raw ?? unescaped(text ?? ''))]))
}

/** Every text of the sources below a folder. */
export function textsBelow(folder: string): Set<string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.rs') && path.includes('src'))
  const wanted = paths.map((path) => join(folder, path)).filter((path) => !ELSEWHERE.test(path))
  return new Set(wanted.flatMap((path) => textsIn(readFileSync(path, 'utf8'))))
}

/** These hold no word of their own, so they are named: what fills their gaps has to be a text of the sources, too. */
const FRAMES = ['{count} {}', '{workers} {lack} `{}`', '{id}: {refused}', '{}: {why}{said}'].map(withGaps)

/** What stands between sentences. */
const ALSO = '; '
const LETTERS = /\p{L}{2,}/u

/** Whether a sentence is made of texts of the sources: it is one, several in one breath, or one whose gaps others fill. */
export function standsIn(texts: Set<string>): (sentence: string) => boolean {
  const frames = [...texts].filter((text) => text.includes(GAP) && (LETTERS.test(text) || FRAMES.includes(text))).map((text) => text.split(GAP))
  const isPart = (text: string, depth: number): boolean => text === '' || text === GAP || texts.has(text) || (depth > 0 && isFilled(text, depth - 1))

  /** Every way to spread the rest over the gaps. */
  const fits = (rest: string, frame: string[], at: number, depth: number): boolean => {
    const end = frame[at] ?? ''
    if (at === frame.length - 1) return rest.endsWith(end) && isPart(rest.slice(0, rest.length - end.length), depth)
    for (let found = rest.indexOf(end); found >= 0; found = rest.indexOf(end, found + 1)) {
      if (isPart(rest.slice(0, found), depth) && fits(rest.slice(found + end.length), frame, at + 1, depth)) return true
      if (found >= rest.length) return false
    }
    return false
  }

  const isFilled = (text: string, depth: number): boolean =>
    frames.some((frame) => {
      const [begin = '', ...rest] = frame
      return text.startsWith(begin) && rest.every((part) => text.includes(part)) && fits(text.slice(begin.length), frame, 1, depth)
    })

  const isSaid = (text: string): boolean => texts.has(text) || isFilled(text, 1)
  return (sentence) => {
    const text = withGaps(sentence)
    return isSaid(text) || (text.includes(ALSO) && text.split(ALSO).every((part, at) => isSaid(part) || (at > 0 && texts.has(ALSO + part))))
  }
}
