// Keeping rules, which are sent as a whole: what somebody else has kept meanwhile is not replaced without a word.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { t } from '~/messages/t'

/** There are others in their place. */
export class ChangedMeanwhile extends Error {
  override message = t('rules.changed_meanwhile')
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)

type Keeping<Rules> = {
  queryKey: readonly unknown[]
  /** Those that the form began with. */
  opened: Rules
  read: () => Promise<Rules>
  put: (wanted: Rules) => Promise<Rules>
  onKept: () => unknown
}

/** Keeps them in the place of those that were opened, or of those that are found there instead and were shown. */
export function useKeepRules<Rules>({ queryKey, opened, read, put, onKept }: Keeping<Rules>) {
  const client = useQueryClient()
  const [over, setOver] = useState(opened)
  const keep = async (wanted: Rules): Promise<Rules> => {
    const found = await read()
    client.setQueryData(queryKey, found)
    setOver(found)
    if (!isSame(found, over)) throw new ChangedMeanwhile()
    return await put(wanted)
  }
  const save = useMutation({
    mutationFn: keep,
    onSuccess: (kept) => {
      client.setQueryData(queryKey, kept)
      return onKept()
    },
  })
  return { save, over }
}
