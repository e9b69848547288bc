// Sentences of the coordinator that the page says in its own language.

import { said } from '~/messages/said'
import { t } from '~/messages/t'

const ARRAY = /^of (\d+) tasks (\d.*)$/

/** `of 24 tasks 4 failed, 1 cancelled` becomes `4 of 24 tasks failed, 1 cancelled`; any other reason is one of many sentences. */
export function reasonOf(sentence: string): string {
  const [, tasks, parts] = ARRAY.exec(sentence) ?? []
  if (!tasks || !parts) return said(sentence)
  const [first, ...others] = parts.split(', ').map((part) => wordsOf(part, Number(tasks)))
  return [first?.whole, ...others.map((other) => other.part)].join(', ')
}

function wordsOf(part: string, tasks: number): { whole: string; part: string } {
  const [, digits, how = ''] = /^(\d+) (.+)$/.exec(part) ?? []
  const count = Number(digits)
  switch (how) {
    case 'failed':
      return { whole: t('tasks.of_failed', { count, tasks }), part: t('tasks.failed', { failed: count }) }
    case 'cancelled':
      return { whole: t('tasks.of_cancelled', { count, tasks }), part: t('tasks.cancelled', { cancelled: count }) }
    case 'timed out':
      return { whole: t('tasks.of_timed_out', { count, tasks }), part: t('tasks.timed_out', { count }) }
    default:
      return { whole: t('tasks.of_other', { count, tasks, how }), part }
  }
}

/** Whether it tells of an array of which tasks failed. */
export const isOfArray = (sentence: string): boolean => ARRAY.test(sentence)
