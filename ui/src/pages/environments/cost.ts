// What an environment costs: all of it while it runs, and only its files while it is stopped.

import type { Cloud, Environment, EnvironmentRates } from '~/api/schema'

export type Sized = Pick<Environment, 'cpu_cores' | 'memory_gb' | 'storage_gb'>
type Priced = Sized & Pick<Environment, 'status' | 'reason' | 'price_per_hour'>
type Rates = EnvironmentRates | null | undefined

export const ratesAt = (cloud: Cloud | undefined, { provider, region }: Pick<Environment, 'provider' | 'region'>): Rates =>
  cloud?.regions.find((one) => one.provider === provider && one.region === region)?.rates

/** An hour of it, in millionths of a dollar; nothing if that is not known. */
export const costOf = ({ cpu_cores, memory_gb, storage_gb }: Sized, rates: Rates): number | undefined =>
  rates ? cpu_cores * rates.core + memory_gb * rates.memory_gb + storage_gb * rates.storage_gb : undefined

/** An hour of its files alone. */
export const costOfFiles = ({ storage_gb }: Pick<Sized, 'storage_gb'>, rates: Rates): number | undefined => (rates ? storage_gb * rates.storage_gb : undefined)

/** Nothing of it is left at its provider, not even files. */
const LOST = new Set(['storage_gone', 'name_taken'])
/** Its machine may well be there. */
const UNSURE = new Set(['unanswered', 'still_running'])

export type CostNow = { of: 'all' | 'files'; micro: number | null | undefined }

export function costNow(environment: Priced, rates: Rates): CostNow {
  const { status, reason, price_per_hour } = environment
  const hasNothing = status === 'gone' || (status === 'failed' && LOST.has(reason ?? ''))
  if (hasNothing) return { of: 'all', micro: 0 }
  const isDown = status === 'stopped' || (status === 'failed' && !UNSURE.has(reason ?? ''))
  return isDown ? { of: 'files', micro: costOfFiles(environment, rates) } : { of: 'all', micro: price_per_hour }
}
