// The request that does the same: the marketplace is for programs of others, which have no `muster`.

import { useQuery } from '@tanstack/react-query'
import { search } from '~/api/call'
import { type ListingFilter, listingParts } from '~/api/market-queries'
import { meQuery } from '~/api/queries'
import { word } from '~/hands/command'

/** Where others find the coordinator, or at least where we do. */
export function useAddress(): string | undefined {
  const coordinator = useQuery(meQuery).data?.coordinator
  return (coordinator?.public_url ?? coordinator?.urls[0])?.replace(/\/$/, '')
}

export const fetching = (address: string): string => `curl --fail-with-body ${word(address)}`

export function useListCommand(filter: ListingFilter): string | undefined {
  const address = useAddress()
  return address && fetching(`${address}/marketplace/agents${search(listingParts(filter))}`)
}
