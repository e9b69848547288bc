// Which jobs of the list are picked: some of those that were read, or all that match.

import { useMemo, useRef, useState } from 'react'
import { type JobFilter, writeFilter } from '~/api/job-filter'
import type { Job } from '~/api/schema'
import type { Picked } from '~/hands/many-jobs'

export type Picks = {
  count: number
  isAll: boolean
  has: (job: Job) => boolean
  pick: (job: Job, isRange: boolean) => void
  pickShown: () => void
  pickAll: () => void
  drop: () => void
  picked: Picked | undefined
}

/** Another query is another list, of which nothing is picked yet. */
export function usePicks(filter: JobFilter, jobs: Job[], total: number): Picks {
  const asked = JSON.stringify(writeFilter(filter))
  const [{ of, ids, isAll }, set] = useState({ of: asked, ids: new Set<string>(), isAll: false })
  const last = useRef<string | undefined>(undefined)
  const isOurs = of === asked
  return useMemo(() => {
    const known = isOurs ? ids : new Set<string>()
    const all = isOurs && isAll
    const keep = (next: Set<string>, every = false) => set({ of: asked, ids: next, isAll: every })
    const chosen = all ? jobs : jobs.filter(({ id }) => known.has(id))
    const pick = (job: Job, isRange: boolean) => {
      const from = isRange ? jobs.findIndex(({ id }) => id === last.current) : -1
      const to = jobs.findIndex(({ id }) => id === job.id)
      last.current = job.id
      const next = new Set(all ? jobs.map(({ id }) => id) : known)
      if (from >= 0 && to >= 0) for (const { id } of jobs.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(id)
      else if (!next.delete(job.id)) next.add(job.id)
      keep(next)
    }
    return {
      count: all ? total : chosen.length,
      isAll: all,
      has: ({ id }) => all || known.has(id),
      pick,
      pickShown: () => keep(new Set(jobs.map(({ id }) => id))),
      pickAll: () => keep(new Set(), true),
      drop: () => keep(new Set()),
      picked: chosen.length === 0 ? undefined : all ? { jobs: chosen, matching: filter, total } : { jobs: chosen },
    }
  }, [asked, isOurs, ids, isAll, jobs, total, filter])
}
