// Says a sentence of the coordinator in another language. Its English is the key, with a gap in braces wherever something stands
// that is another one the next time: `{count} workers lack gpu`. docs/languages.md says what the names of gaps mean.

import { exact } from '~/format/time'
import type { Translated } from '../catalogue'
import type { Sayer } from '../said'
import { fill } from '../t'

/** What is said of a sentence, by the sentence. */
export type Sayings = Record<string, Translated>

type Given = Record<string, string | number>

/** Whoever says what stands within a sentence. */
type Teller = {
  say: Sayer
  /** The same of what does not begin with a gap. */
  sayPart: Sayer
  joinerOf: (joiner: string) => string
}

/** What may stand in a gap, and how it is shown; if it cannot be shown, this is another sentence. */
type Kind = { holds: string; shown: (text: string, teller: Teller) => string | number | undefined }

const asIs = (text: string) => text
const number: Kind = { holds: String.raw`\d{1,15}`, shown: Number }
const word: Kind = { holds: '[^\\s`]+', shown: asIs }
/** Another sentence of ours. */
const known: Kind = { holds: '.+?', shown: (text, { sayPart }) => sayPart(text) }
const NUMBERS = ['count', 'of', 'others', 'most', 'used', 'number', 'tasks', 'slots', 'seconds', 'minutes', 'hours', 'days', 'mib', 'bytes', 'percent', 'forecast']
const OR = ' or '

/** By the name of the gap; one of another name holds any text. */
const kinds: Record<string, Kind> = {
  ...Object.fromEntries(NUMBERS.map((name) => [name, number])),
  code: { holds: String.raw`-?\d+`, shown: asIs },
  job: { holds: String.raw`job_[\d.]+`, shown: asIs },
  field: word,
  id: word,
  provider: word,
  at: { holds: String.raw`\d{4}-\d\d-\d\dT[\d:.]+Z`, shown: exact },
  /** It stays English if it is not known: it may be a system's own. */
  why: { holds: '.+', shown: (text, { say }) => say(text) ?? text },
  rule: known,
  things: known,
  /** Values and words for them: `2 or 4 or nothing`. */
  values: { holds: '[^;`]+', shown: (text, { sayPart, joinerOf }) => text.split(OR).map((part) => sayPart(part) ?? part).join(joinerOf(OR)) },
}

const GAP = /\{(\w+)\}/
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`)

/** A sentence with gaps, and what is said of it. */
class Pattern {
  readonly length: number
  #names: string[] = []
  #finds: RegExp | undefined

  constructor(
    readonly sentence: string,
    readonly translated: Translated,
  ) {
    this.length = sentence.replaceAll(new RegExp(GAP, 'g'), '').length
  }

  given(text: string, teller: Teller): Given | undefined {
    this.#finds ??= this.#compile()
    const found = this.#finds.exec(text)
    if (!found) return undefined
    const given: Given = {}
    for (const [at, name] of this.#names.entries()) {
      const part = found[at + 1] ?? ''
      const shown = kinds[name] ? kinds[name].shown(part, teller) : part
      if (shown === undefined) return undefined
      given[name] = shown
    }
    return given
  }

  #compile(): RegExp {
    // Texts and names of gaps take turns.
    const parts = this.sentence.split(GAP)
    const source = parts.map((part, at) => {
      if (at % 2 === 0) return escaped(part)
      this.#names.push(part)
      const isCode = parts[at - 1]?.endsWith('`') && parts[at + 1]?.startsWith('`')
      return `(${kinds[part]?.holds ?? (isCode ? '[^`]+' : '.+?')})`
    })
    return new RegExp(`^${source.join('')}$`, 's')
  }
}

const CODE = '`'
const DIGIT = '#'
const ANY = ''

/** Where sentences are kept that begin like this one: by the first word, so that few are looked at. */
function shelfOf(sentence: string): string {
  const [head = ''] = sentence.split('{', 1)
  if (head.includes(' ')) return head.slice(0, head.indexOf(' '))
  if (head.startsWith(CODE)) return CODE
  return head === '' && kinds[GAP.exec(sentence)?.[1] ?? ''] === number ? DIGIT : ANY
}

function shelvesFor(text: string, isPart: boolean): string[] {
  const [first = ''] = text.split(' ', 1)
  const own = [first, ...(text.startsWith(CODE) ? [CODE] : [])]
  // What begins with any text would be looked for again in the rest of it, and in the rest of that.
  return isPart ? own : [...own, ...(/^\d/.test(text) ? [DIGIT] : []), ANY]
}

function shelved(sayings: Sayings): Map<string, Pattern[]> {
  const shelves = new Map<string, Pattern[]>()
  for (const [sentence, translated] of Object.entries(sayings)) {
    if (!GAP.test(sentence)) continue
    const shelf = shelfOf(sentence)
    shelves.set(shelf, [...(shelves.get(shelf) ?? []), new Pattern(sentence, translated)])
  }
  // What says more is the better match.
  for (const shelf of shelves.values()) shelf.sort((a, b) => b.length - a.length)
  return shelves
}

/** Between joiners, but not where something is quoted as code. */
function partsOf(text: string, joiner: string): string[] {
  const parts: string[] = []
  for (const piece of text.split(joiner)) {
    const last = parts.at(-1)
    const isOpen = last !== undefined && last.split(CODE).length % 2 === 0
    if (isOpen) parts[parts.length - 1] = last + joiner + piece
    else parts.push(piece)
  }
  return parts
}

/** What stands between sentences that are said in one breath. */
const JOINERS = ['; ', ', ', ' and ']
/** Sentences with times in them have no end, so what was asked is forgotten now and then. */
const MOST_HEARD = 2000
/** What is longer is no sentence of ours. */
const LONGEST = 2000

/** Remembers what was said of a text. */
function remembering(find: Sayer): Sayer {
  const heard = new Map<string, string | undefined>()
  return (text) => {
    if (heard.has(text)) return heard.get(text)
    if (heard.size >= MOST_HEARD) heard.clear()
    const found = text.length > LONGEST ? undefined : find(text)
    heard.set(text, found)
    return found
  }
}

/** Whoever says a sentence in this language. */
export function sayer(sayings: Sayings): Sayer {
  // Most pages never ask, and none before its first answer.
  let shelves: Map<string, Pattern[]> | undefined

  const joinerOf = (joiner: string): string => {
    const other = sayings[joiner]
    return typeof other === 'string' ? other : joiner
  }

  const whole = (text: string, isPart: boolean): string | undefined => {
    const message = Object.hasOwn(sayings, text) && !GAP.test(text) ? sayings[text] : undefined
    if (message !== undefined) return fill(message)
    shelves ??= shelved(sayings)
    for (const pattern of shelvesFor(text, isPart).flatMap((shelf) => shelves?.get(shelf) ?? [])) {
      const given = pattern.given(text, teller)
      if (given) return fill(pattern.translated, given)
    }
    return undefined
  }

  const joined = (text: string, joiner: string, sayOne: Sayer): string | undefined => {
    const told: string[] = []
    for (const part of partsOf(text, joiner)) {
      const one = part === text ? undefined : sayOne(part)
      if (one === undefined) return undefined
      told.push(one)
    }
    return told.join(joinerOf(joiner))
  }

  const finder = (isPart: boolean): Sayer => {
    const find: Sayer = remembering((text) => {
      let found = whole(text, isPart)
      for (const joiner of JOINERS) found ??= joined(text, joiner, find)
      return found
    })
    return find
  }

  const teller: Teller = { say: finder(false), sayPart: finder(true), joinerOf }
  return teller.say
}
