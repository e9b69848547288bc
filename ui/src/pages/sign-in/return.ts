// Coming back from a biller's page in a tab of its own, which has no session: that lives in the tab that opened it.

import { isBillersPage } from '~/pages/billing/pages'

/** Whether something was paid there, or it was left. Nothing if nobody comes back from there. */
export function returnIn(address: string, referrer: string): 'paid' | 'left' | undefined {
  const { origin, pathname, searchParams } = new URL(address)
  if (!pathname.endsWith('/billing')) return undefined
  if (searchParams.has('returned')) return 'paid'
  const isFromThere = isBillersPage(referrer) && new URL(referrer).origin !== origin
  return isFromThere ? 'left' : undefined
}
