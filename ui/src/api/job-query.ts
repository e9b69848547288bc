// The language of the query box: `state:running,failed label:gpu older:1h cargo test`.
//
// What a query means is decided by the coordinator, which is sent the text. Here it is read to mark what is wrong where it
// stands, to offer what can follow, and to know which jobs of the live stream belong to the list; both read it by the cases
// of `crates/muster-api/src/query/cases.json`.

import { isBatch, isLabel, isSchedule, isState, type JobFilter, jobStates, MOST_LABELS, readFilter, span } from './job-filter'

export const queryWords = ['state', 'label', 'worker', 'older', 'newer', 'batch', 'schedule'] as const
export type QueryWord = (typeof queryWords)[number]

export type Wrong =
  | { why: 'state'; said: string; nearest: string | undefined }
  | { why: 'label' | 'batch' | 'schedule' | 'span' | 'twice' | 'labels' | 'alone' | 'unfinished' }
  | { why: 'word'; said: string }

/** A part of the text, from one place up to another. */
export type Part = { from: number; to: number; word: QueryWord | 'text'; value: string; wrong?: Wrong }

export type Query = { filter: JobFilter; parts: Part[] }

const unquoted = (text: string): string => (text.startsWith('"') ? text.slice(1).replace(/"$/, '') : text)

export function parseQuery(text: string): Query {
  const parts = [...text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)].map((found) => readPart(found[0], found.index))
  markTwice(parts)
  const all = (word: Part['word']) => parts.filter((part) => part.word === word && !part.wrong).map(({ value }) => value)
  const [once, many] = [['worker', 'older', 'newer', 'batch', 'schedule'] as const, ['state', 'label'] as const]
  const filter = readFilter({
    ...Object.fromEntries(once.map((word) => [word, all(word)[0]])),
    ...Object.fromEntries(many.map((word) => [word, all(word).join(',')])),
    search: all('text').filter(Boolean).join(' '),
  })
  return { filter, parts }
}

function readPart(said: string, from: number): Part {
  const [, word, rest = ''] = /^([a-z]+):(.*)$/s.exec(said) ?? []
  const place = { from, to: from + said.length }
  if (!isWord(word)) {
    // Nobody asks for `//host` or `:fs`: those are the rest of an address or of a path.
    const missed = word && !rest.startsWith('//') && !rest.startsWith(':') ? { wrong: { why: 'word' as const, said: word } } : {}
    return { ...place, word: 'text', value: unquoted(said), ...missed }
  }
  const value = unquoted(rest)
  const wrong = faultIn(word, value)
  return { ...place, word, value, ...(wrong ? { wrong } : {}) }
}

const isWord = (word: string | undefined): word is QueryWord => queryWords.some((one) => one === word)

function faultIn(word: QueryWord, value: string): Wrong | undefined {
  if (value === '' || value.endsWith(',')) return { why: 'unfinished' }
  const said = value.split(',')
  const unknown = word === 'state' ? said.find((one) => !isState(one)) : undefined
  if (unknown !== undefined) return { why: 'state', said: unknown, nearest: nearest(unknown) }
  if (word === 'label' && !said.every(isLabel)) return { why: 'label' }
  if (word === 'batch' && !isBatch(value)) return { why: 'batch' }
  if (word === 'schedule' && !isSchedule(value)) return { why: 'schedule' }
  if ((word === 'older' || word === 'newer') && span(value) === undefined) return { why: 'span' }
  return undefined
}

/** What is right by itself, and wrong beside the others. */
function markTwice(parts: Part[]): void {
  const right = (word: QueryWord) => parts.filter((part) => part.word === word && !part.wrong)
  const mark = (late: Part[], why: 'twice' | 'labels' | 'alone') => {
    for (const part of late) part.wrong = { why }
  }
  for (const word of ['worker', 'older', 'newer', 'batch', 'schedule'] as const) mark(right(word).slice(1), 'twice')
  const labels = new Set<string>()
  for (const part of right('label')) {
    const more = part.value.split(',').filter((label) => !labels.has(label))
    if (labels.size + new Set(more).size > MOST_LABELS) part.wrong = { why: 'labels' }
    else for (const label of more) labels.add(label)
  }
  if (right('schedule').length > 0) mark(parts.filter(({ word, wrong }) => word !== 'schedule' && !wrong), 'alone')
}

/** The filter as it is typed. */
export function showFilter({ state, batch, schedule, label, worker, older, newer, search }: JobFilter): string {
  const terms = Object.entries({ state: state?.join(','), worker, older, newer, batch, schedule }).map(([word, value]) => (value ? term(word, value) : ''))
  return [...terms, ...(label ?? []).map((one) => term('label', one)), search ? quoted(search) : ''].filter(Boolean).join(' ')
}

const term = (word: string, value: string): string => (/\s/.test(value) ? `${word}:"${value}"` : `${word}:${value}`)

/** In quotes only where it would be read as something else. */
const quoted = (search: string): string => (parseQuery(search).filter.search === search ? search : `"${search}"`)

/** The state that was probably meant. */
function nearest(said: string): string | undefined {
  const ranked = jobStates.map((state) => ({ state, far: state.startsWith(said) ? 0 : distance(said, state) })).toSorted((a, b) => a.far - b.far)
  const [best] = ranked
  return best && best.far <= Math.max(2, said.length / 3) ? best.state : undefined
}

/** How many letters are to be changed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1]
    for (const [index, against] of [...other].entries()) {
      next.push(Math.min((next[index] ?? 0) + 1, (row[index + 1] ?? 0) + 1, (row[index] ?? 0) + Number(letter !== against)))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

export type Offer = { text: string; detail?: string }
export type Known = { labels: string[]; workers: string[]; batches: string[]; schedules: string[] }
export type Completion = { from: number; to: number; offers: Offer[] }

const MOST_OFFERS = 8
const SPANS = ['15min', '1h', '1d', '7d']

/** What can stand where the cursor is. Each offer replaces the text from one place to another. */
export function complete(text: string, cursor: number, known: Known): Completion {
  const from = text.slice(0, cursor).search(/\S*$/)
  const rest = /^\S*/.exec(text.slice(cursor))?.[0] ?? ''
  const typed = text.slice(from, cursor)
  const [, word, said = ''] = /^([a-z]+):(.*)$/s.exec(typed) ?? []
  const whole = { from, to: cursor + rest.length }
  if (!isWord(word)) {
    const words = typed ? queryWords.filter((one) => one.startsWith(typed)) : queryWords
    return { ...whole, offers: words.map((one) => ({ text: `${one}:` })) }
  }
  const done = said.slice(0, said.lastIndexOf(',') + 1)
  const begun = said.slice(done.length).toLowerCase()
  const taken = new Set(done.split(','))
  const values = { state: jobStates as string[], label: known.labels, worker: known.workers, older: SPANS, newer: SPANS, batch: known.batches, schedule: known.schedules }[word]
  const fitting = values.filter((value) => value.toLowerCase().includes(begun) && !taken.has(value) && value.toLowerCase() !== begun)
  const first = fitting.toSorted((a, b) => Number(b.toLowerCase().startsWith(begun)) - Number(a.toLowerCase().startsWith(begun)))
  return { ...whole, offers: first.slice(0, word === 'state' ? jobStates.length : MOST_OFFERS).map((value) => ({ text: `${word}:${done}${/\s/.test(value) ? `"${value}"` : value}`, detail: value })) }
}
