// The form of a template: what is typed, what is wrong with it, and the request that it makes.

import { isName as isTemplateName } from '~/api/names'
import type { Job, JobSubmission, Parameter, Template, TemplateRequest } from '~/api/schema'
import { t } from '~/messages/t'
import { conditions } from '~/pages/jobs/pairs'
import * as submission from '~/pages/jobs/submission'
import { type Manner, named, textOf, wordsOf } from './line'
import { isName, parameterOf, type Row, type RowField, rowOf, type WrongRow, wrongRow } from './parameter'

export type Draft = {
  name: string
  description: string
  manner: Manner
  /** Of it, `command` is read in the manner above. */
  job: submission.Draft
  rows: Row[]
}

export type Wrong = {
  name?: string
  description?: string
  job: submission.Wrong
  /** By the place of a row. */
  rows: Record<number, WrongRow>
}

const MOST_LETTERS = 1000
const AN_HOUR = 3600
const MOST_PARAMETERS = 64


export const emptyDraft = (): Draft => ({ name: '', description: '', manner: 'line', job: submission.draftOf(), rows: [] })

export function draftOf({ name, description, parameters, job }: Template): Draft {
  const command = job.argv ? textOf(job.argv) : (job.command ?? '')
  return {
    name,
    description: description ?? '',
    manner: job.argv ? 'words' : 'line',
    job: submission.draftOf({ ...job, command }),
    rows: Object.entries(parameters).map(([called, parameter], place) => rowOf(place + 1, called, parameter)),
  }
}

/** What a job says of itself. Its environment and its standard input may be secret, and are told to nobody. */
export function submissionOf(job: Job): Partial<JobSubmission> {
  return {
    command: job.command,
    name: job.name ?? null,
    // What is so where nothing is said is not said.
    timeout_seconds: job.timeout_seconds === AN_HOUR ? null : job.timeout_seconds,
    max_attempts: job.max_attempts === 1 ? null : job.max_attempts,
    priority: job.priority ?? null,
    slots: job.slots === 1 ? null : job.slots,
    isolation: job.isolation,
    on_disconnect: job.on_disconnect,
    requirements: conditions(job.requirements),
    labels: job.labels ?? {},
    secrets: job.secrets ?? {},
    artefacts: job.artefacts ?? [],
    working_dir: job.working_dir ?? null,
    ...(job.array && { array: job.array.numbers }),
  }
}

export const draftOfJob = (job: Job): Draft => ({ ...emptyDraft(), name: isTemplateName(job.name ?? '') ? (job.name ?? '') : '', job: submission.draftOf(submissionOf(job)) })

/** The parameters as they will be kept, in the order in which everybody sees them. */
export const parametersOf = (rows: readonly Row[]): Record<string, Parameter> =>
  Object.fromEntries(rows.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map((row) => [row.name, parameterOf(row)]))

/** What each field of the form is called in a submission. */
const SAID = {
  name: 'name',
  timeout: 'timeout_seconds',
  attempts: 'max_attempts',
  priority: 'priority',
  slots: 'slots',
  isolation: 'isolation',
  tasks: 'array',
  onDisconnect: 'on_disconnect',
  requirements: 'requirements',
  env: 'env',
  secrets: 'secrets',
  workingDir: 'working_dir',
  stdin: 'stdin',
  labels: 'labels',
  artefacts: 'artefacts',
} as const satisfies Record<Exclude<keyof submission.Draft, 'command'>, keyof JobSubmission>

/** What was not touched, and what the form does not ask for, stays as it was. */
function jobOf(draft: Draft, said: JobSubmission, before: Template | undefined): JobSubmission {
  const kept: JobSubmission = { ...before?.job }
  const opened = submission.draftOf(before?.job)
  for (const [field, name] of Object.entries(SAID) as [keyof typeof SAID, keyof JobSubmission][]) {
    if (draft.job[field] === opened[field]) continue
    delete kept[name]
    Object.assign(kept, isSaid(said[name]) ? { [name]: said[name] } : {})
  }
  delete kept.command
  delete kept.argv
  if (kept.secret_env) kept.secret_env = kept.secret_env.filter((name) => kept.env?.[name] !== undefined)
  return { ...kept, ...(draft.manner === 'line' ? { command: draft.job.command } : { argv: wordsOf(draft.job.command) ?? [] }) }
}

const isSaid = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && !(typeof value === 'object' && Object.keys(value).length === 0)

/** Which command names what is no parameter, or names one as its manner does not. */
function wrongCommand({ manner, job: { command }, rows }: Draft): string | undefined {
  const { gaps, variables } = named(command)
  const unknown = [...gaps, ...variables].find((name) => !rows.some((row) => row.name === name))
  if (manner === 'line' && gaps[0]) return t('template.gap_in_line', { gap: `{{${gaps[0]}}}` })
  if (unknown) return t('template.unknown_name', { name: unknown })
  if (manner === 'words' && command.trim() !== '' && !wordsOf(command)?.length) return t('template.open_quote')
  return undefined
}

export function check(draft: Draft, before: Template | undefined): { request: TemplateRequest } | { wrong: Wrong } {
  const checked = submission.check(draft.job)
  const command = wrongCommand(draft)
  const names = draft.rows.map(({ name }) => name)
  const rows = Object.fromEntries(draft.rows.map((row) => [row.id, wrongRow(row, names)]))
  const wrong: Wrong = {
    ...(!isTemplateName(draft.name) && { name: t(draft.name === '' ? 'kit.missing' : 'kit.name_wrong') }),
    ...([...draft.description].length > MOST_LETTERS && { description: t('parameter.too_long', { most: String(MOST_LETTERS) }) }),
    job: { ...(command && { command }), ...('wrong' in checked ? checked.wrong : {}) },
    rows,
  }
  const isRight = !wrong.name && !wrong.description && [wrong.job, ...Object.values(rows)].every((one) => Object.keys(one).length === 0)
  if (!isRight || !('submission' in checked)) return { wrong }
  const description = draft.description.trim()
  return { request: { ...(description && { description }), parameters: parametersOf(draft.rows), job: jobOf(draft, checked.submission, before) } }
}

export const mayHaveMore = ({ rows }: Draft): boolean => rows.length < MOST_PARAMETERS

/** Which field of a row a problem of the coordinator is about. */
const ROW_FIELDS: Record<string, RowField> = { default: 'ifUnsaid', min: 'min', max: 'max', choices: 'choices', pattern: 'pattern', max_length: 'longest', description: 'help' }

/** What the coordinator says, beside the field that it says it of; nothing if there is none. */
export function wrongOf(draft: Draft, path: string | null | undefined, detail: string): Wrong | undefined {
  const [whole, first, second] = (path ?? '').split('.')
  if (whole === 'description') return { description: detail, job: {}, rows: {} }
  if (whole === 'job') {
    const field = first?.startsWith('argv') ? 'command' : submission.fieldOf(first)
    return field && { job: { [field]: detail }, rows: {} }
  }
  const row = whole === 'parameters' ? draft.rows.find(({ name }) => name === first) : undefined
  return row && { job: {}, rows: { [row.id]: { [(second && ROW_FIELDS[second]) || 'name']: detail } } }
}

/** Rows whose names are good enough to show a form of them. */
export const shownRows = ({ rows }: Draft): Row[] => rows.filter((row, place) => isName(row.name) && rows.findIndex(({ name }) => name === row.name) === place)
