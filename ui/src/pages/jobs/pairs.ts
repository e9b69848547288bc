// Reads `name=value` lines, as people type variables, and shows what a job needs.

import type { Job } from '~/api/schema'

export type Pairs = { ok: Record<string, string> } | { wrongLine: number }

export function parsePairs(text: string): Pairs {
  const pairs: Record<string, string> = {}
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    const name = line.slice(0, at).trim()
    if (at < 1 || name === '') return { wrongLine: index + 1 }
    pairs[name] = line.slice(at + 1).trim()
  }
  return { ok: pairs }
}

export const showPairs = (pairs: Record<string, unknown> = {}): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('\n')

/** What a job needs, one condition each. A text that could be a number stands in quotes. */
export const conditions = (needs: Job['requirements'] | undefined = {}): string[] =>
  Array.isArray(needs) ? needs : Object.entries(needs).map(([name, value]) => `${label(name)} == ${shown(value)}`)

const isWord = (text: string): boolean => /^[\p{L}_/:@%][\p{L}\p{N}_\-./:@+%]*$/u.test(text)
const RESERVED = ['true', 'false', 'nan', 'inf', 'infinity']
const label = (name: string): string => (isWord(name) && name !== 'not' ? name : JSON.stringify(name))
const shown = (value: unknown): string =>
  typeof value === 'string' && isWord(value) && !RESERVED.includes(value.toLowerCase()) ? value : JSON.stringify(value)
