// A typed parameter: its row in the form, what is wrong with it, and what is wrong with a value for it.
//
// What can be known at once is said at once. The coordinator has the last word, and the only one about patterns: its regular
// expressions are not those of a browser.

import type { Parameter } from '~/api/schema'
import { t } from '~/messages/t'

export const kinds = ['string', 'integer', 'number', 'boolean', 'choice'] as const
export type Kind = (typeof kinds)[number]

/** A parameter as it is typed. */
export type Row = {
  /** Where it stands in the form, whatever it is called. */
  id: number
  name: string
  /** How the command calls it, while its name is being changed. */
  usedAs: string
  kind: Kind
  isRequired: boolean
  ifUnsaid: string
  choices: string
  min: string
  max: string
  pattern: string
  longest: string
  help: string
}

export type RowField = 'name' | 'ifUnsaid' | 'choices' | 'min' | 'max' | 'pattern' | 'longest' | 'help'
export type WrongRow = Partial<Record<RowField, string>>

export const newRow = (id: number, name = ''): Row => ({
  id,
  name,
  usedAs: name,
  kind: 'string',
  isRequired: true,
  ifUnsaid: '',
  choices: '',
  min: '',
  max: '',
  pattern: '',
  longest: '',
  help: '',
})

const written = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

export const rowOf = (id: number, name: string, parameter: Parameter): Row => ({
  id,
  name,
  usedAs: name,
  kind: parameter.type,
  isRequired: parameter.default === undefined || parameter.default === null,
  ifUnsaid: written(parameter.default),
  choices: (parameter.choices ?? []).join('\n'),
  min: written(parameter.min),
  max: written(parameter.max),
  pattern: parameter.pattern ?? '',
  longest: written(parameter.max_length),
  help: parameter.description ?? '',
})

export const isName = (text: string): boolean => /^[a-z][a-z0-9_]{0,63}$/.test(text)
const isNumeric = (kind: Kind): boolean => kind === 'integer' || kind === 'number'
const isNumber = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text))
const isWhole = (text: string): boolean => /^[+-]?\d+$/.test(text)

export const choicesOf = (row: Row): string[] =>
  row.choices
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

/** The number that is typed, if one is. */
const bound = (text: string) => (isNumber(text) ? Number(text) : undefined)

/** As the coordinator keeps it. What does not go with its type is not said. */
export function parameterOf(row: Row): Parameter {
  const { kind } = row
  const [min, max] = [bound(row.min), bound(row.max)]
  return {
    type: kind,
    ...(row.help.trim() && { description: row.help.trim() }),
    ...(!row.isRequired && { default: typed(kind, row.ifUnsaid) }),
    ...(isNumeric(kind) && min !== undefined && { min }),
    ...(isNumeric(kind) && max !== undefined && { max }),
    ...(kind === 'choice' && { choices: choicesOf(row) }),
    ...(kind === 'string' && row.pattern && { pattern: row.pattern }),
    ...(kind === 'string' && isWhole(row.longest) && { max_length: Number(row.longest) }),
  }
}

/** A number that a browser would round stays the text that it is. */
function typed(kind: Kind, text: string): unknown {
  if (kind === 'boolean') return text === 'true'
  if (kind === 'integer') return Number.isSafeInteger(Number(text)) ? Number(text) : text
  return kind === 'number' ? Number(text) : text
}

const MOST_LETTERS = 4_294_967_295

/** What is wrong with a row, among the names of all. */
export function wrongRow(row: Row, names: readonly string[]): WrongRow {
  const { kind } = row
  const name = wrongName(row.name, names)
  const wrong: WrongRow = {
    ...(name && { name }),
    ...(isNumeric(kind) && row.min.trim() && !isNumber(row.min) && { min: t('parameter.not_a_number') }),
    ...(isNumeric(kind) && row.max.trim() && !isNumber(row.max) && { max: t('parameter.not_a_number') }),
    ...(kind === 'string' && row.longest.trim() && (!/^\d+$/.test(row.longest) || Number(row.longest) > MOST_LETTERS) && { longest: t('parameter.not_whole') }),
    ...(kind === 'choice' && choicesOf(row).length === 0 && { choices: t('parameter.no_choices') }),
  }
  const [min, max] = [bound(row.min), bound(row.max)]
  if (isNumeric(kind) && min !== undefined && max !== undefined && min > max) wrong.max = t('parameter.below_least')
  const value = row.isRequired ? undefined : wrongValue(parameterOf({ ...row, isRequired: true }), row.ifUnsaid)
  return value ? { ...wrong, ifUnsaid: value } : wrong
}

function wrongName(name: string, names: readonly string[]): string | undefined {
  if (name === '') return t('kit.missing')
  if (!isName(name)) return t('parameter.name_wrong')
  return names.filter((other) => other === name).length > 1 ? t('parameter.name_twice') : undefined
}

/** What is wrong with a value, as far as it can be known here. An empty text is a value of a text alone. */
export function wrongValue(parameter: Parameter, text: string): string | undefined {
  const { type, min, max, max_length: longest } = parameter
  if (type === 'integer' && !isWhole(text)) return t('parameter.not_whole')
  if (type === 'number' && !isNumber(text)) return t('parameter.not_a_number')
  if (isNumeric(type) && min !== undefined && min !== null && Number(text) < min) return t('parameter.too_little', { min: String(min) })
  if (isNumeric(type) && max !== undefined && max !== null && Number(text) > max) return t('parameter.too_much', { max: String(max) })
  if (type === 'boolean' && text !== 'true' && text !== 'false') return t('parameter.no_truth')
  if (type === 'choice' && !(parameter.choices ?? []).includes(text)) return t('parameter.no_choice')
  if (type === 'string' && longest !== undefined && longest !== null && [...text].length > longest) return t('parameter.too_long', { most: String(longest) })
  return undefined
}

/** What is wrong with what is said in a form: an empty field says nothing, so its default is taken or it is missed. */
export function wrongSaid(parameter: Parameter, text: string): string | undefined {
  if (text !== '') return wrongValue(parameter, text)
  return parameter.default === undefined || parameter.default === null ? t('kit.missing') : undefined
}

/** What is in the form before anybody has typed: the default, and where one must be chosen the first. */
export function beginning({ type, choices, default: given }: Parameter): string {
  const first = type === 'choice' ? choices?.[0] : type === 'boolean' ? 'false' : ''
  return written(given ?? first)
}

/** The type that a text of a command seems to have. */
export function kindOf(text: string): Kind {
  if (isWhole(text) && Number.isSafeInteger(Number(text))) return 'integer'
  if (isNumber(text)) return 'number'
  return text === 'true' || text === 'false' ? 'boolean' : 'string'
}

/** A name for a text of a command that no other has. */
export function nameFor(text: string, names: readonly string[]): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_').replaceAll(/^[^a-z]+|_+$/g, '').slice(0, 32)
  const base = isName(plain) ? plain : 'value'
  if (!names.includes(base)) return base
  let number = 2
  while (names.includes(`${base}_${number}`)) number += 1
  return `${base}_${number}`
}
