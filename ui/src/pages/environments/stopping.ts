// When an environment stops by itself, as far as that can be told from what it last said.

import type { Environment } from '~/api/schema'

export type Stopping =
  /** Only when somebody stops it. */
  | { kind: 'never' }
  /** It is not known whether it is used, so it goes on. */
  | { kind: 'unheard'; says: string }
  /** At that moment at the earliest: nobody used it for long, or until then it was extended. */
  | { kind: 'idle' | 'kept'; at: number }
  /** As soon as it says that nobody uses it. */
  | { kind: 'soon' }

type Told = Pick<Environment, 'stops' | 'activity' | 'updated_at'>

const MINUTE_MS = 60_000

export function stopping({ stops, activity, updated_at }: Told, now: number): Stopping {
  if (!stops) return { kind: 'never' }
  if (stops.says) return { kind: 'unheard', says: stops.says }
  const used = Math.max(Date.parse(updated_at), activity.active_at ? Date.parse(activity.active_at) : 0)
  const idle = used + stops.after_idle_minutes * MINUTE_MS
  const kept = stops.not_before ? Date.parse(stops.not_before) : 0
  const at = Math.max(idle, kept)
  if (at <= now) return { kind: 'soon' }
  return { kind: kept > idle ? 'kept' : 'idle', at }
}

export const EXTENSION_MINUTES = 60
/** As long as the coordinator allows. */
const MOST_MINUTES = 10_080

/** What to ask for so that another hour is added: the coordinator counts from now on, and an hour that was added before must not be lost. */
export function extensionMinutes({ stops }: Pick<Environment, 'stops'>, now: number): number {
  const left = stops?.not_before ? Math.max(0, Math.ceil((Date.parse(stops.not_before) - now) / MINUTE_MS)) : 0
  return Math.min(left + EXTENSION_MINUTES, MOST_MINUTES)
}
