// Quantities of usage, in words for people.

import type { UsageMeter } from '~/api/schema'
import { bytes, number } from '~/format/number'
import { spanOfSeconds } from '~/format/time'
import { t } from '~/messages/t'

export const meters = [
  'job_seconds',
  'local_worker_hours',
  'cloud_worker_hours',
  'environment_hours',
  'environment_gigabyte_hours',
  'api_calls',
  'token_issuances',
  'active_agents',
  'log_bytes',
  'artefact_bytes',
] as const satisfies readonly UsageMeter[]

/** `12 min`, `3.5 h`, `20 GB h`, `1 200`, `4.2 MB`. */
export function quantity(meter: UsageMeter, value: number): string {
  switch (meter) {
    case 'job_seconds':
      return value < 10 ? t('usage.seconds', { amount: value }) : spanOfSeconds(Math.round(value))
    case 'local_worker_hours':
    case 'cloud_worker_hours':
    case 'environment_hours':
      return hours(value)
    case 'environment_gigabyte_hours':
      return t('usage.gigabyte_hours', { amount: value })
    case 'log_bytes':
    case 'artefact_bytes':
      return bytes(value)
    case 'api_calls':
    case 'token_issuances':
    case 'active_agents':
      return number(value)
  }
}

const MINUTES = 60

/** Less than an hour in minutes: `0 h` is wrong of what was up at all. */
function hours(value: number): string {
  if (value === 0 || value >= 1) return t('usage.hours', { amount: value })
  return value * MINUTES < 1 ? t('usage.under_a_minute') : `${Math.round(value * MINUTES)} min`
}
