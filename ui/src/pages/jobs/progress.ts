import { doneIn, failedIn } from '~/api/array'
import type { ArrayProgress } from '~/api/schema'
import { t } from '~/messages/t'

/** `24 of 100 done, 2 failed`. */
export function toldProgress(array: ArrayProgress): string {
  const failed = failedIn(array)
  const { cancelled } = array
  return [
    t('tasks.done', { done: doneIn(array), tasks: array.tasks }),
    failed > 0 && t('tasks.failed', { failed }),
    cancelled > 0 && t('tasks.cancelled', { cancelled }),
  ]
    .filter(Boolean)
    .join(', ')
}
