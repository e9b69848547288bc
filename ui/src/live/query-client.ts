// What the server said last. The live stream keeps it fresh; nothing here polls but what went wrong.

import { QueryClient } from '@tanstack/react-query'
import { Refused } from '~/api/call'

const MOST_RETRIES = 3
/** How soon what went wrong is asked again, so that a page mends by itself. */
const AGAIN_MS = 5000

/** Only "come back later" is worth asking again; a coordinator that is away is asked when its stream is back. */
function isWorthRetrying(failures: number, error: Error): boolean {
  return failures < MOST_RETRIES && error instanceof Refused && [429, 503].includes(error.problem.status)
}

/** What the coordinator or something before it could not do now; what it would not do, it will not do in five seconds. */
const isPassing = (error: Error): boolean => !(error instanceof Refused) || error.problem.status >= 500 || error.problem.status === 429

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
      refetchInterval: ({ state: { error } }) => error !== null && isPassing(error) && AGAIN_MS,
    },
    mutations: { networkMode: 'always' },
  },
})
