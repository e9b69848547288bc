// Going to a biller's page and noticing that somebody has come back.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '~/api/call'
import { billingQuery, keys } from '~/api/queries'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import { isBillersPage } from './pages'

/** As often as the coordinator asks a biller at most. */
const LOOK_EVERY_MS = 3000

export function openPage(url: string): void {
  if (isBillersPage(url)) void platform.openExternal(url)
  else toast(t('billing.not_opened'), 'danger')
}

/** Has the biller asked, and the status read again soon after. Nobody waits for it. */
export function useSync() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('post', '/billing/sync', {}),
    onSettled: () => client.invalidateQueries({ queryKey: keys.billing }),
  })
}

/** The status, looked at quietly for as long as somebody may be paying. */
export function useWatchedStatus(isWatching: boolean) {
  const { mutate } = useSync()
  useEffect(() => {
    if (!isWatching) return
    mutate()
    const timer = setInterval(() => mutate(), LOOK_EVERY_MS)
    const look = () => mutate()
    // Whoever comes back from the checkout looks here first.
    window.addEventListener('focus', look)
    return () => {
      clearInterval(timer)
      window.removeEventListener('focus', look)
    }
  }, [isWatching, mutate])
  return useQuery({ ...billingQuery, refetchInterval: isWatching ? LOOK_EVERY_MS : false, refetchIntervalInBackground: true })
}

/** Opens a checkout of a plan, whose page only the biller can make. */
export function useCheckout() {
  return useMutation({
    mutationFn: (tier: string) => call('post', '/billing/checkout', { body: { tier, successUrl: null, cancelUrl: null } }),
    onSuccess: ({ url }) => openPage(url),
    onError: (refused) => toast(refused.message, 'danger'),
  })
}
