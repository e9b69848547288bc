// A command as it is typed: its words, and the places in it at which a parameter can stand.
//
// In a line for the shell a parameter is a variable, because a value that stood there would be read as a part of the
// program. Among the words of a program it is a gap, `{{name}}`.

import { word } from '~/hands/command'

/** `line` is for the shell; `words` are a program and its arguments, run as they are. */
export type Manner = 'line' | 'words'

type Quote = '' | '"' | "'"

/** A text as a shell would split it; nothing if a quote stays open. */
export function wordsOf(text: string): string[] | undefined {
  const words: string[] = []
  let [now, quote, isOpen]: [string, Quote, boolean] = ['', '', false]
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at)
    if (letter === '\\' && quote !== "'" && at + 1 < text.length) {
      at += 1
      now += quote === '"' && !'"\\$`'.includes(text.charAt(at)) ? `\\${text.charAt(at)}` : text.charAt(at)
      isOpen = true
    } else if (letter === quote) quote = ''
    else if (quote === '' && (letter === '"' || letter === "'")) [quote, isOpen] = [letter, true]
    else if (quote === '' && /\s/.test(letter)) {
      if (isOpen) words.push(now)
      ;[now, isOpen] = ['', false]
    } else [now, isOpen] = [now + letter, true]
  }
  if (quote !== '') return undefined
  return isOpen ? [...words, now] : words
}

/** Words as one text, so that `wordsOf` gives the same words again. A gap needs no quotes. */
export const textOf = (words: readonly string[]): string => words.map((one) => (/^[\w@%+=:,./{}-]+$/.test(one) ? one : word(one))).join(' ')

/** In which quotes a place stands. */
function quoteAt(text: string, place: number): Quote {
  let quote: Quote = ''
  for (let at = 0; at < place; at += 1) {
    const letter = text.charAt(at)
    if (letter === '\\' && quote !== "'") at += 1
    else if (letter === quote) quote = ''
    else if (quote === '' && (letter === '"' || letter === "'")) quote = letter
  }
  return quote
}

/** The variable of the environment that has a parameter's value. */
export const variable = (name: string): string => `MUSTER_PARAM_${name.toUpperCase()}`

/** What stands for a parameter between such quotes, so that its value stays one word whatever it is. */
function standIn(manner: Manner, name: string, quote: Quote): string {
  if (manner === 'words') return `{{${name}}}`
  if (quote === '') return `"$${variable(name)}"`
  return quote === '"' ? `\${${variable(name)}}` : `'"$${variable(name)}"'`
}

/** What a shell reads as more than itself. */
const SPECIAL = { '': /[$`;|&<>()*?[\]#~!\n]/, '"': /[$`\\]/, "'": /$^/ } satisfies Record<Quote, RegExp>

export type Marked = { from: number; to: number }

/** The plain text that is marked; nothing if it is no plain text, so that a parameter could not stand for it. */
export function plain(text: string, { from, to }: Marked, manner: Manner): string | undefined {
  const marked = text.slice(from, to)
  const quote = quoteAt(text, from)
  if (marked.trim() === '' || quote !== quoteAt(text, to)) return undefined
  if (marked.includes('{{')) return undefined
  if (quote !== '') return SPECIAL[quote].test(marked) ? undefined : marked
  if (manner === 'line' && SPECIAL[quoteOf(marked)].test(marked)) return undefined
  const words = wordsOf(marked)
  return words?.length === 1 ? words[0] : undefined
}

/** A text that is one whole quoted word is read as its quotes say. */
function quoteOf(text: string): Quote {
  const whole = /^(["']).*\1$/s.exec(text.trim())
  return (whole?.[1] as Quote | undefined) ?? ''
}

/** Puts a parameter in the place of what is marked. */
export function withParameter(text: string, { from, to }: Marked, manner: Manner, name: string): string {
  return text.slice(0, from) + standIn(manner, name, quoteAt(text, from)) + text.slice(to)
}

/** `'"$X"'` between single quotes, `"$X"`, `${X}` or `$X`. */
const VARIABLE = /'"\$MUSTER_PARAM_([A-Z0-9_]+)"'|"\$MUSTER_PARAM_([A-Z0-9_]+)"|\$\{MUSTER_PARAM_([A-Z0-9_]+)\}|\$MUSTER_PARAM_([A-Z0-9_]+)/g
const GAP = /\{\{([a-z][a-z0-9_]*)\}\}/g

/** The same command in the other manner. */
export function turned(text: string, manner: Manner): string {
  if (manner === 'words') return text.replace(VARIABLE, (_, ...found: unknown[]) => `{{${found.slice(0, 4).find(Boolean)!.toString().toLowerCase()}}}`)
  let line = text
  for (let gap = first(line); gap; gap = first(line)) line = withParameter(line, gap, 'line', gap.name)
  return line
}

function first(text: string): (Marked & { name: string }) | undefined {
  const found = new RegExp(GAP.source).exec(text)
  return found ? { from: found.index, to: found.index + found[0].length, name: found[1] ?? '' } : undefined
}

/** The parameters that a command names, in either manner. */
export function named(text: string): { gaps: string[]; variables: string[] } {
  const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name]) => (name ?? '').toLowerCase()))]
  return { gaps: all(GAP), variables: all(/MUSTER_PARAM_([A-Z0-9_]+)/g) }
}

/** A command that names a parameter by its new name. */
export const renamed = (text: string, before: string, after: string): string =>
  text.replaceAll(`{{${before}}}`, `{{${after}}}`).replace(new RegExp(`\\b${variable(before)}(?![A-Z0-9_])`, 'g'), variable(after))

/** A command with values in its gaps. */
export const filled = (text: string, values: Record<string, string>): string => text.replace(GAP, (gap, name: string) => values[name] ?? gap)
