// What the clouds cost today and at this hour, as far as it is known here: list prices, and when things ran.

import { useQueries, useQuery } from '@tanstack/react-query'
import { allOperationsQuery, cloudQuery, cloudWorkerQuery, environmentsQuery } from '~/api/queries'
import { cloudWorkersQuery } from '~/api/worker-queries'
import { useNow } from '~/format/now'
import { length, runs, startOfDay, within } from './spans'

const HOUR_MS = 3_600_000
const EVERY_MS = 60_000
/** Nothing tells of what changes at a provider. */
const SOON_MS = 10_000

type Priced = { id: string; isOn: boolean; perHour: number }

/** In millionths of a dollar. */
export type Cost = { today: number; perHour: number; ceiling: number | undefined; running: number; environments: number; hasCloud: boolean }

export function useCost(): Cost {
  const minute = Math.floor(useNow() / EVERY_MS) * EVERY_MS
  const offer = useQuery({ ...cloudQuery, retry: false }).data
  const hasCloud = offer !== undefined && (offer.workers.length > 0 || offer.regions.length > 0)
  const environments = useQuery({ ...environmentsQuery, refetchInterval: SOON_MS, enabled: hasCloud }).data?.items ?? []
  const operations = useQuery({ ...allOperationsQuery, enabled: hasCloud }).data?.items ?? []
  const workers = useQuery({ ...cloudWorkersQuery, refetchInterval: SOON_MS, enabled: hasCloud }).data?.items ?? []
  const machines = useQueries({ queries: workers.map(({ id }) => ({ ...cloudWorkerQuery(id), refetchInterval: SOON_MS })) })
  const priced: Priced[] = [
    ...environments.map(({ id, status, price_per_hour: price }) => ({ id, isOn: status === 'running', perHour: price ?? 0 })),
    ...machines.flatMap(({ data }) => (data ? [{ id: data.worker.id, isOn: data.instance?.status === 'healthy', perHour: data.worker.pricePerHour ?? 0 }] : [])),
  ]
  const day = { from: startOfDay(minute), to: minute }
  const spent = priced.map(({ id, isOn, perHour }) => {
    const ran = runs(operations.filter(({ resource }) => resource === id), isOn, minute).flatMap((span) => within(span, day) ?? [])
    return (length(ran) / HOUR_MS) * perHour
  })
  const on = priced.filter(({ isOn }) => isOn)
  return {
    today: spent.reduce((sum, one) => sum + one, 0),
    perHour: on.reduce((sum, { perHour }) => sum + perHour, 0),
    ceiling: offer?.ceiling_per_hour ?? undefined,
    running: on.length,
    environments: environments.filter(({ status }) => status === 'running').length,
    hasCloud,
  }
}

export const dollars = (micro: number): string => `$${(micro / 1_000_000).toFixed(2)}`
