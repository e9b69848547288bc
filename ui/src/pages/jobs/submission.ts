// The form of a new job: what is typed, what is wrong with it, and the submission that it makes.

import { placesIn } from '~/api/faults'
import { parseSpan } from '~/format/time'
import type { JobSubmission } from '~/api/schema'
import { t } from '~/messages/t'
import { conditions, type Pairs, parsePairs, showPairs } from './pairs'

export type Draft = Record<'command' | 'name' | 'timeout' | 'attempts' | 'priority' | 'slots' | 'isolation' | 'tasks' | 'onDisconnect' | 'requirements' | 'env' | 'secrets' | 'workingDir' | 'stdin' | 'labels' | 'artefacts', string>
export type Wrong = Partial<Record<keyof Draft, string>>

export const draftOf = (given: Partial<JobSubmission> = {}): Draft => ({
  command: given.command ?? '',
  name: given.name ?? '',
  timeout: given.timeout_seconds ? `${given.timeout_seconds} s` : '',
  attempts: given.max_attempts ? String(given.max_attempts) : '',
  priority: given.priority ? String(given.priority) : '',
  slots: given.slots ? String(given.slots) : '',
  isolation: given.isolation ?? 'none',
  tasks: given.array ? String(given.array) : '',
  onDisconnect: given.on_disconnect ?? 'replace',
  requirements: conditions(given.requirements).join('\n'),
  env: showPairs(given.env),
  secrets: showPairs(given.secrets),
  workingDir: given.working_dir ?? '',
  stdin: given.stdin ?? '',
  labels: showPairs(given.labels),
  artefacts: (given.artefacts ?? []).join('\n'),
})

const MOST_ATTEMPTS = 100
const MOST_PRIORITY = 1000
const MOST_SLOTS = 1024

export function check(draft: Draft): { submission: JobSubmission } | { wrong: Wrong } {
  const timeout = draft.timeout.trim() ? parseSpan(draft.timeout) : null
  const [attempts, priority, slots] = [number(draft.attempts), number(draft.priority), number(draft.slots)]
  const [env, labels, secrets] = [parsePairs(draft.env), parsePairs(draft.labels), parsePairs(draft.secrets)]
  const wrong: Wrong = {
    ...(draft.command.trim() === '' && { command: t('kit.missing') }),
    ...(!timeout && timeout !== null && { timeout: t('run.timeout_wrong') }),
    ...(attempts !== null && !isWithin(attempts, 1, MOST_ATTEMPTS) && { attempts: t('run.attempts_wrong') }),
    ...(priority !== null && !isWithin(priority, -MOST_PRIORITY, MOST_PRIORITY) && { priority: t('run.priority_wrong') }),
    ...(slots !== null && !isWithin(slots, 1, MOST_SLOTS) && { slots: t('run.slots_wrong') }),
    ...wrongPair('env', env),
    ...wrongPair('labels', labels),
    ...wrongPair('secrets', secrets),
  }
  if (Object.keys(wrong).length > 0 || !('ok' in env) || !('ok' in labels) || !('ok' in secrets)) return { wrong }
  return {
    submission: {
      command: draft.command,
      name: draft.name.trim() || null,
      timeout_seconds: timeout ?? null,
      max_attempts: attempts,
      priority,
      slots,
      isolation: draft.isolation,
      on_disconnect: draft.onDisconnect,
      ...arrayOf(draft.tasks.trim()),
      // What a condition means, and what is wrong with it, the coordinator knows.
      requirements: lines(draft.requirements),
      env: env.ok,
      secrets: secrets.ok,
      working_dir: draft.workingDir.trim() || null,
      stdin: draft.stdin || null,
      labels: labels.ok,
      artefacts: lines(draft.artefacts),
    },
  }
}

const number = (text: string): number | null => (text.trim() ? Number(text) : null)

const isWithin = (value: number, least: number, most: number): boolean => Number.isInteger(value) && value >= least && value <= most

/** So many tasks, or those with these numbers, which the coordinator reads. */
function arrayOf(text: string): Pick<JobSubmission, 'array'> {
  if (text === '') return {}
  return { array: /^\d+$/.test(text) ? Number(text) : text }
}

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

function wrongPair(field: keyof Draft, pairs: Pairs): Wrong {
  return 'ok' in pairs ? {} : { [field]: t('run.pair_wrong', { line: pairs.wrongLine }) }
}

/** Which field of the form a problem of the coordinator is about. */
export const places = placesIn<keyof Draft>({
  command: { field: 'command', label: t('run.command') },
  name: { field: 'name', label: t('run.name') },
  timeout_seconds: { field: 'timeout', label: t('run.timeout') },
  max_attempts: { field: 'attempts', label: t('run.attempts') },
  priority: { field: 'priority', label: t('run.priority') },
  slots: { field: 'slots', label: t('run.slots') },
  array: { field: 'tasks', label: t('run.tasks') },
  requirements: { field: 'requirements', label: t('run.requirements') },
  env: { field: 'env', label: t('run.env') },
  secrets: { field: 'secrets', label: t('run.secrets') },
  working_dir: { field: 'workingDir', label: t('run.working_dir') },
  stdin: { field: 'stdin', label: t('run.stdin') },
  labels: { field: 'labels', label: t('run.labels') },
  artefacts: { field: 'artefacts', label: t('run.artefacts') },
})

export const fieldOf = (path: string | null | undefined): keyof Draft | undefined => (path ? places(path)?.field : undefined)
