// What every action needs to act: who may, the cache, and the way to another page.

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { meQuery } from '~/api/queries'
import type { Me } from '~/api/schema'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'

export type Hands = { client: QueryClient; navigate: ReturnType<typeof useNavigate>; me: Me | undefined; readOnly: string | undefined }

export function useHands(): Hands {
  const client = useQueryClient()
  const navigate = useNavigate()
  const me = useQuery(meQuery).data
  return useMemo(() => ({ client, navigate, me, readOnly: me && !me.may_change ? t('obstacle.read_only') : undefined }), [client, navigate, me])
}

/** Does it, and says why if it could not be done. */
export function attempt(act: () => Promise<unknown>): void {
  act().catch((error: Error) => toast(error.message, 'danger'))
}
