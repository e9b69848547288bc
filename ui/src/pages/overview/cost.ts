// What the clouds cost today and at this hour, as far as it is known here: list prices, and when things ran.

import { useQueries, useQuery } from '@tanstack/react-query'
import { allOperationsQuery, cloudQuery, cloudWorkerQuery, environmentsQuery, spendQuery } from '~/api/queries'
import type { Spend } from '~/api/schema'
import { cloudWorkersQuery } from '~/api/worker-queries'
import { useNow } from '~/format/now'
import { DAY_HOURS, endOfDay, HOUR_MS, length, runs, startOfDay, within } from './spans'

const EVERY_MS = 60_000
/** Nothing tells of what changes at a provider. */
const SOON_MS = 10_000

/** In millionths of a dollar; what could not be read is not there. */
export type Cost = {
  today: number | undefined
  /** What today will have cost if all that runs now runs on. */
  byMidnight: number | undefined
  perHour: number | undefined
  /** What a whole day may cost at most. */
  ceiling: number | undefined
  running: number | undefined
  hasCloud: boolean | undefined
}

export function useCost(): Cost {
  const minute = useNow(EVERY_MS)
  const offer = useQuery({ ...cloudQuery, retry: false }).data
  const hasCloud = offer && (offer.workers.length > 0 || offer.regions.length > 0)
  const spend = useQuery({ ...spendQuery, refetchInterval: SOON_MS }).data
  const today = useToday(minute, hasCloud === true)
  const spent = hasCloud === false ? 0 : today
  return {
    today: spent,
    byMidnight: spent === undefined || !spend ? undefined : spent + forecast(spend.per_hour, minute),
    perHour: spend?.per_hour,
    ceiling: spend && mostOf(spend),
    running: spend?.running.length,
    hasCloud,
  }
}

/** The lower of what the organisation and the installation allow, for a day. */
function mostOf({ ceiling_per_hour: own, installation_ceiling_per_hour: everybodys }: Spend): number | undefined {
  const all = [own, everybodys].filter((one) => typeof one === 'number')
  return all.length > 0 ? Math.min(...all) * DAY_HOURS : undefined
}

/** What an hourly price comes to until midnight. */
export const forecast = (perHour: number, now: number): number => ((endOfDay(now) - now) / HOUR_MS) * perHour

type Priced = { id: string; isOn: boolean; perHour: number }

/** Nothing as long as a part of it was not read: a sum of some is no sum. */
function useToday(minute: number, isWanted: boolean): number | undefined {
  const environments = useQuery({ ...environmentsQuery, refetchInterval: SOON_MS, enabled: isWanted }).data
  const operations = useQuery({ ...allOperationsQuery, enabled: isWanted }).data
  const workers = useQuery({ ...cloudWorkersQuery, refetchInterval: SOON_MS, enabled: isWanted }).data
  const machines = useQueries({ queries: (workers?.items ?? []).map(({ id }) => ({ ...cloudWorkerQuery(id), refetchInterval: SOON_MS })) })
  const read = machines.flatMap(({ data }) => data ?? [])
  if (!environments || !operations || !workers || read.length < machines.length) return undefined
  const priced: Priced[] = [
    ...environments.items.map(({ id, status, price_per_hour: price }) => ({ id, isOn: status === 'running', perHour: price ?? 0 })),
    ...read.map(({ worker, instance }) => ({ id: worker.id, isOn: instance?.status === 'healthy', perHour: worker.pricePerHour ?? 0 })),
  ]
  const day = { from: startOfDay(minute), to: minute }
  const spent = priced.map(({ id, isOn, perHour }) => {
    const ran = runs(operations.items.filter(({ resource }) => resource === id), isOn, minute).flatMap((span) => within(span, day) ?? [])
    return (length(ran) / HOUR_MS) * perHour
  })
  return spent.reduce((sum, one) => sum + one, 0)
}
