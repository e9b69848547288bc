// What lies over the page and is not needed for its first drawing.

import { type ComponentType, lazy, useState } from 'react'
import { toast } from './kit/toasts'
import { t } from './messages/t'
import { patiently } from './patience'

/** What fetches each of them ahead. */
export const fetches: (() => Promise<void>)[] = []

/** Nothing of it can be shown yet, so it is said beside. */
function toldOnce(): () => void {
  let isTold = false
  return () => {
    if (!isTold) toast(t('error.unreachable'), 'danger')
    isTold = true
  }
}

/**
 * A part that was fetched before it is needed is drawn at once.
 *
 * With `lazy` alone it is not: React waits for what is already there, and shows nothing that it waited for within 300 ms.
 */
export function part<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): ComponentType<Props> {
  let fetched: ComponentType<Props> | undefined
  const Later = lazy(() => patiently(load, { onMissing: toldOnce() }))
  fetches.push(async () => {
    fetched = (await load()).default
  })
  return function Part(props: Props) {
    // It stays what it was in the beginning, so that nothing typed in it is lost.
    const [Shown] = useState<ComponentType<Props>>(() => fetched ?? (Later as unknown as ComponentType<Props>))
    return <Shown {...props} />
  }
}
