import { useQuery } from '@tanstack/react-query'
import { operationsQuery } from '~/api/queries'
import type { Operation } from '~/api/schema'
import { t } from '~/messages/t'
import { askWord, words } from './looks'
import { standing } from './plan'

/** `Step 2 of 5: Make its machine`. */
export function stepText(operation: Operation): string {
  const found = standing(operation)
  if (!found?.now) return words(operation.reason)
  return t('operations.step', { at: found.at, of: found.of, now: askWord(found.now) })
}

export function nextText(operation: Operation): string | undefined {
  const next = standing(operation)?.next
  return next && t('operations.then', { next: askWord(next) })
}

/** What is being done about it just now. */
export function UnderWay({ environment }: { environment: string }) {
  const operation = useQuery(operationsQuery(environment)).data?.items.find(({ state }) => state === 'open')
  if (!operation) return null
  return <span title={nextText(operation) ?? ''}>{stepText(operation)}</span>
}
