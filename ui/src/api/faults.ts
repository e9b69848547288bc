// What a refusal says of the fields of a form, told at each of them by the name that it has there.

import { said } from '~/messages/said'
import type { Problem } from './schema'
import { Refused } from './call'

/** A field of a form, and what it is called there. */
export type Place<F extends string> = { field: F; label: string }
/** By the first part of a path into the body; nothing for what the form does not ask for. */
export type Places<F extends string> = (path: string) => Place<F> | undefined

export type Faults<F extends string> = Partial<Record<F, string>>

/** Where a sentence begins with the path of the field that it is about. */
const NAMED = /^`?([\w.?[\]-]+)/
const REFUSED_VALUE = 'a field has a value that is not allowed: '
const PLACE_IN_BODY = / at line \d+ column \d+$/

/** Nobody who fills in a form has typed the lines and columns of its body. */
export const withoutPlace = (detail: string): string => detail.replace(PLACE_IN_BODY, '')

/** What is wrong at which field; nothing if it is said of none that the form has. */
export function faultsOf<F extends string>(error: Error | null, places: Places<F>): Faults<F> {
  return error instanceof Refused ? faultsIn(error.problem, places) : {}
}

export function faultsIn<F extends string>({ field, detail }: Pick<Problem, 'field' | 'detail'>, places: Places<F>): Faults<F> {
  const sentences = detail.split('; ').map((sentence) => told(sentence, NAMED.exec(sentence)?.[1], places))
  // A refusal may be about several fields. If it names one that is not here, it is not taken apart.
  if (sentences.every((one) => one !== undefined)) return Object.fromEntries(sentences) as Faults<F>
  const one = told(detail, field ?? undefined, places)
  return one ? (Object.fromEntries([one]) as Faults<F>) : {}
}

/** The field and the sentence, which calls it by its label. */
function told<F extends string>(sentence: string, path: string | undefined, places: Places<F>): [F, string] | undefined {
  const place = path === undefined ? undefined : places(path)
  if (!place) return undefined
  const bare = withoutPlace(sentence).replace(REFUSED_VALUE, '')
  const text = said(bare).replaceAll(`\`${path}\``, place.label)
  return [place.field, text.startsWith(`${path} `) ? place.label + text.slice(path?.length) : text]
}

/** The places of a form, by path; what is within one of them is told there, with what is left of its path. */
export const placesIn =
  <F extends string>(table: Record<string, Place<F>>): Places<F> =>
  (path) => {
    if (Object.hasOwn(table, path)) return table[path]
    const [first = ''] = path.split(/[.[]/)
    const place = Object.hasOwn(table, first) ? table[first] : undefined
    return place && { ...place, label: `${place.label} \`${path.slice(first.length).replace(/^\./, '')}\`` }
  }
