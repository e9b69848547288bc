// All tasks of an array that have begun, for pictures of the whole of it.

import { queryOptions } from '@tanstack/react-query'
import { call } from '~/api/call'
import { keys } from '~/api/queries'
import type { Job } from '~/api/schema'

/** More could not be told apart in a picture, and would have to be read page by page. */
export const MOST_TASKS = 2000
const PAGE = 500

async function readAll(id: string, signal: AbortSignal): Promise<Job[]> {
  const tasks: Job[] = []
  let cursor: string | undefined
  do {
    // Each page says where the next one begins.
    // oxlint-disable-next-line no-await-in-loop
    const page = await call('get', '/v1/jobs/{id}/tasks', { path: { id }, query: { ...(cursor ? { cursor } : {}), limit: PAGE }, signal })
    tasks.push(...page.items)
    cursor = page.next_cursor ?? undefined
  } while (cursor && tasks.length < MOST_TASKS)
  return tasks
}

export const everyTaskQuery = (id: string) => queryOptions({ queryKey: keys.heat(id), queryFn: ({ signal }) => readAll(id, signal) })
