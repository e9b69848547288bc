// Agents that everybody may find. Others change them, and the live stream tells nothing of them.

import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { asking } from '~/live/mending'
import { call, Refused } from './call'

export const agentTypes = ['screener', 'classifier', 'orchestrator', 'extractor', 'summarizer', 'router', 'monitor', 'custom'] as const

/** As the address shows it; what is not asked is not there. */
export type ListingFilter = { search?: string; type?: string; capability?: string; owner?: string; page?: number }

export const LISTINGS_PER_PAGE = 25
/** Visitors are counted, and whoever looks here is one of them. */
const LISTINGS_EVERY_MS = 60_000

export const marketKeys = {
  all: ['listings'],
  list: (filter: ListingFilter) => ['listings', 'list', filter],
  one: (id: string) => ['listings', 'one', id],
} as const

export const listingsQuery = (filter: ListingFilter) =>
  queryOptions({
    queryKey: marketKeys.list(filter),
    queryFn: ({ signal }) => call('get', '/marketplace/agents', { query: { ...listingParts(filter), limit: LISTINGS_PER_PAGE }, signal }),
    placeholderData: keepPreviousData,
    staleTime: 0,
    refetchInterval: asking(LISTINGS_EVERY_MS),
  })

export const listingParts = ({ search, type, capability, owner, page }: ListingFilter) => ({ search, agentType: type, capability, owner, page })

export const listingQuery = (id: string) =>
  queryOptions({
    queryKey: marketKeys.one(id),
    queryFn: ({ signal }) => call('get', '/marketplace/agents/{id}', { path: { id }, signal }),
    staleTime: 0,
    refetchInterval: asking(LISTINGS_EVERY_MS),
  })

/** Where it is not switched on there are no such routes, as far as anybody can tell. */
export const isOff = (error: Error | null): boolean => error instanceof Refused && error.problem.error === 'route_not_found'

export const isUnlisted = (error: Error | null): boolean => error instanceof Refused && error.problem.error === 'agent_not_found'
