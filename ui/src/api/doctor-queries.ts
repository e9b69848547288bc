// The doctor at a glance, for who has not asked for the whole check-up.

import { queryOptions } from '@tanstack/react-query'
import { call } from './call'
import { keys } from './queries'
import type { Check } from './schema'

/** Those that cost next to nothing. The others read all that is kept, or have the system ask for its keychain. */
const QUICK_CHECKS = ['store', 'workers', 'reconcilers', 'billing', 'data directory', 'disk space', 'listeners', 'backups', 'clock', 'isolation']

/** What the doctor finds at a glance. One check after the other: to whom the first is refused, the others are too. */
export const quickChecksQuery = queryOptions({
  queryKey: keys.quickChecks,
  queryFn: async ({ signal }) => {
    const found: Check[] = []
    // oxlint-disable-next-line no-await-in-loop
    for (const only of QUICK_CHECKS) found.push(...(await call('get', '/v1/doctor', { query: { only }, signal })).checks)
    return found
  },
})
