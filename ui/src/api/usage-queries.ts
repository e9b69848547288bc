// What was used, and what that costs.

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { asking } from '~/live/mending'
import { call } from './call'
import { keys, readOnSight } from './queries'
import type { UsageBy, UsageMeter } from './schema'

/** What was used changes slowly, and what is only read is written down once a minute. */
const USAGE_EVERY_MS = 60_000

export const usageQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.usage,
  queryFn: ({ signal }) => call('get', '/v1/usage', { signal }),
  refetchInterval: asking(USAGE_EVERY_MS),
})

export const usageSeriesQuery = (meter: UsageMeter, by: UsageBy) =>
  queryOptions({
    ...readOnSight,
    queryKey: keys.usageSeries(meter, by),
    queryFn: ({ signal }) => call('get', '/v1/usage/series', { query: { meter, by }, signal }),
    refetchInterval: asking(USAGE_EVERY_MS),
    placeholderData: keepPreviousData,
  })

export const usageCostQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.usageCost,
  queryFn: ({ signal }) => call('get', '/v1/usage/cost', { query: {}, signal }),
  refetchInterval: asking(USAGE_EVERY_MS),
})

/** What one day has cost, as `2026-03-04`. Nothing tells of it, so each page asks anew when it opens. */
export const costOfDayQuery = (day: string) =>
  queryOptions({
    ...readOnSight,
    queryKey: keys.costOfDay(day),
    queryFn: ({ signal }) => call('get', '/v1/usage/cost', { query: { since: day, until: day }, signal }),
    refetchInterval: asking(USAGE_EVERY_MS),
  })
