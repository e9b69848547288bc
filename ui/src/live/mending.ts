// What went wrong is asked again soon, so that a page mends by itself.

import { Refused } from '~/api/call'

const AGAIN_MS = 5000

/** What the coordinator or something before it could not do now; what it would not do, it will not do in five seconds. */
const isPassing = (error: Error): boolean => !(error instanceof Refused) || error.problem.status >= 500 || error.problem.status === 429

type Interval = number | false

/** How soon it is asked again, which otherwise were so often. */
export const mending = (error: Error | null, usual: Interval): Interval => (error !== null && isPassing(error) ? Math.min(AGAIN_MS, usual || AGAIN_MS) : usual)

/** The same as an interval of a query. */
export const asking =
  (usual: Interval) =>
  ({ state: { error } }: { state: { error: Error | null } }): Interval =>
    mending(error, usual)
