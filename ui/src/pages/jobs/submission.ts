// The form of a new job: what is typed, what is wrong with it, and the submission that it makes.

import { parseSpan } from '~/format/time'
import type { JobSubmission } from '~/api/schema'
import { t } from '~/messages/t'
import { conditions, type Pairs, parsePairs, showPairs } from './pairs'

export type Draft = { command: string; name: string; timeout: string; attempts: string; requirements: string; env: string; workingDir: string; stdin: string; labels: string }
export type Wrong = Partial<Record<keyof Draft, string>>

export const draftOf = (given: Partial<JobSubmission> = {}): Draft => ({
  command: given.command ?? '',
  name: given.name ?? '',
  timeout: given.timeout_seconds ? `${given.timeout_seconds} s` : '',
  attempts: given.max_attempts ? String(given.max_attempts) : '',
  requirements: conditions(given.requirements).join('\n'),
  env: showPairs(given.env),
  workingDir: given.working_dir ?? '',
  stdin: given.stdin ?? '',
  labels: showPairs(given.labels),
})

const MOST_ATTEMPTS = 100

export function check(draft: Draft): { submission: JobSubmission } | { wrong: Wrong } {
  const timeout = draft.timeout.trim() ? parseSpan(draft.timeout) : null
  const attempts = draft.attempts.trim() ? Number(draft.attempts) : null
  const [env, labels] = [parsePairs(draft.env), parsePairs(draft.labels)]
  const wrong: Wrong = {
    ...(draft.command.trim() === '' && { command: t('run.command_missing') }),
    ...(!timeout && timeout !== null && { timeout: t('run.timeout_wrong') }),
    ...(attempts !== null && !isCount(attempts) && { attempts: t('run.attempts_wrong') }),
    ...wrongPair('env', env),
    ...wrongPair('labels', labels),
  }
  if (Object.keys(wrong).length > 0 || !('ok' in env) || !('ok' in labels)) return { wrong }
  return {
    submission: {
      command: draft.command,
      name: draft.name.trim() || null,
      timeout_seconds: timeout ?? null,
      max_attempts: attempts,
      // What a condition means, and what is wrong with it, the coordinator knows.
      requirements: lines(draft.requirements),
      env: env.ok,
      working_dir: draft.workingDir.trim() || null,
      stdin: draft.stdin || null,
      labels: labels.ok,
    },
  }
}

const isCount = (count: number): boolean => Number.isInteger(count) && count >= 1 && count <= MOST_ATTEMPTS

const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

function wrongPair(field: keyof Draft, pairs: Pairs): Wrong {
  return 'ok' in pairs ? {} : { [field]: t('run.pair_wrong', { line: pairs.wrongLine }) }
}

/** Which field of the form a problem of the coordinator is about. */
const FIELDS: Record<string, keyof Draft> = {
  command: 'command',
  name: 'name',
  timeout_seconds: 'timeout',
  max_attempts: 'attempts',
  requirements: 'requirements',
  env: 'env',
  working_dir: 'workingDir',
  stdin: 'stdin',
  labels: 'labels',
}

export const fieldOf = (path: string | null | undefined): keyof Draft | undefined => FIELDS[path?.split(/[.[]/)[0] ?? '']
