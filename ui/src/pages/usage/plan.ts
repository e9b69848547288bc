// What a plan limits, and where on this page it stands.

import type { BillingStatus, LimitStanding } from '~/api/schema'

/** How near these limits are is metered; the others are counted when something is made. */
const METERED = new Set(['agent', 'api_call'])

export const isMetered = ({ thing }: Pick<LimitStanding, 'thing'>): boolean => METERED.has(thing)

/** A limit of the plan beyond which nothing more is made. */
export type PlanLimit = LimitStanding & { limit: number }

/** What the plan refuses, whether or not the metered limits are kept to; what nobody decides about and what has no end is not in it. */
export function planLimits(status: Pick<BillingStatus, 'limits'> | undefined): PlanLimit[] {
  const all = status?.limits ?? []
  return all.flatMap((standing) => (standing.decided_by && typeof standing.limit === 'number' && !isMetered(standing) ? [{ ...standing, limit: standing.limit }] : []))
}
