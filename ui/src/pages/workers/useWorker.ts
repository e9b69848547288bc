// One worker by its id, wherever in the fleet it stands.

import { useQuery } from '@tanstack/react-query'
import { workersQuery } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { workerQuery } from '~/api/worker-queries'

type One = { worker: Worker | undefined; isRead: boolean; error: Error | null; again: () => void }

/** From the list that is there anyway; in a large fleet it may stand behind that, and is asked for. */
export function useWorker(id: string): One {
  const list = useQuery(workersQuery)
  const listed = list.data?.items.find((worker) => worker.id === id)
  const isBehind = list.data !== undefined && !listed && Boolean(list.data.next_cursor)
  const one = useQuery({ ...workerQuery(id), enabled: isBehind })
  const asked = isBehind ? one : list
  return { worker: listed ?? (isBehind ? one.data : undefined), isRead: asked.data !== undefined, error: asked.error, again: () => void asked.refetch() }
}
