// What the server said last. The live stream keeps it fresh; nothing here polls but what went wrong.

import { QueryClient } from '@tanstack/react-query'
import { Refused } from '~/api/call'
import { asking } from './mending'

const MOST_RETRIES = 3

/** Only "come back later" is worth asking again; a coordinator that is away is asked when its stream is back. */
function isWorthRetrying(failures: number, error: Error): boolean {
  return failures < MOST_RETRIES && error instanceof Refused && [429, 503].includes(error.problem.status)
}

function retryDelay(failures: number, error: Error): number {
  const asked = error instanceof Refused ? error.retryAfterSeconds : undefined
  return (asked ?? 2 ** failures) * 1000
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      retry: isWorthRetrying,
      retryDelay,
      refetchInterval: asking(false),
    },
    mutations: { networkMode: 'always' },
  },
})
