// What the clouds have cost today, as the coordinator has metered it, and what they cost at this hour, at list prices.

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { cloudQuery, keys, spendQuery } from '~/api/queries'
import { costOfDayQuery } from '~/api/usage-queries'
import type { Spend, UsageCost } from '~/api/schema'
import { MILLION } from '~/format/money'
import { useNow } from '~/format/now'
import { endOfUtcDay, HOUR_MS, utcDay } from './spans'

const EVERY_MS = 60_000
/** Nothing tells of what changes at a provider. */
const SOON_MS = 10_000

/** In millionths of a dollar; what could not be read is not there. */
export type Cost = {
  today: number | undefined
  /** What today will have cost if all that runs now runs on. */
  byItsEnd: number | undefined
  /** When the day ends by which usage is counted, which is one of UTC. */
  endsAt: number
  perHour: number | undefined
  /** What an hour may cost at most. */
  ceiling: number | undefined
  running: number | undefined
  /** How many of what runs have no known price. */
  unpriced: number
}

export function useCost(): Cost & { hasCloud: boolean | undefined } {
  const minute = useNow(EVERY_MS)
  const offer = useQuery({ ...cloudQuery, retry: false }).data
  const spend = useQuery({ ...spendQuery, refetchInterval: SOON_MS }).data
  const spent = useQuery(costOfDayQuery(utcDay(minute))).data
  useReadAgain(spend)
  return { ...costOf(spent, spend, minute), hasCloud: offer && (offer.workers.length > 0 || offer.regions.length > 0) }
}

/** What was metered is read again when something else runs than before: what has just stopped is in it to its end. */
function useReadAgain(spend: Spend | undefined): void {
  const client = useQueryClient()
  const running = spend?.running.map(({ id, status }) => `${id} ${status}`).join()
  const known = useRef(running)
  useEffect(() => {
    const isOther = known.current !== undefined && known.current !== running
    known.current = running
    if (isOther) void client.invalidateQueries({ queryKey: keys.usageCost })
  }, [client, running])
}

/** What was spent stays spent, whether it still runs, has stopped, or is gone. */
export function costOf(spent: UsageCost | undefined, spend: Spend | undefined, now: number): Cost {
  const today = spent && spent.total_usd * MILLION
  const endsAt = endOfUtcDay(now)
  return {
    today,
    byItsEnd: today === undefined || !spend ? undefined : today + ((endsAt - now) / HOUR_MS) * spend.per_hour,
    endsAt,
    perHour: spend?.per_hour,
    ceiling: spend && mostOf(spend),
    running: spend?.running.length,
    unpriced: spend?.unpriced ?? 0,
  }
}

/** The lower of what the organisation and the installation allow. */
function mostOf({ ceiling_per_hour: own, installation_ceiling_per_hour: everybodys }: Spend): number | undefined {
  const all = [own, everybodys].filter((one) => typeof one === 'number')
  return all.length > 0 ? Math.min(...all) : undefined
}
