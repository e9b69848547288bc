// The whole graph around a job. The coordinator answers for one job at a time, so it is read wave by wave.

import { queryOptions, useQueries } from '@tanstack/react-query'
import { call } from '~/api/call'
import { jobQuery, keys } from '~/api/queries'
import type { Job, JobLink, JobState } from '~/api/schema'
import { queryClient } from '~/live/query-client'
import type { Edge } from './layout'

/** More boxes are no drawing any more. */
const MOST_JOBS = 120
const AT_A_TIME = 8

/** As it was when its reading began. */
export type Graph = { at: number; jobs: JobLink[]; edges: Edge[]; isCut: boolean }

async function read(root: Job, signal: AbortSignal): Promise<Graph> {
  const at = Date.now()
  const jobs = new Map<string, JobLink>([[root.id, { id: root.id, name: root.name ?? null, state: root.state }]])
  const edges = new Map<string, Edge>()
  let isCut = false
  const meet = (job: JobLink, next: string[]): boolean => {
    if (jobs.has(job.id)) return true
    if (jobs.size >= MOST_JOBS) isCut = true
    if (jobs.size >= MOST_JOBS) return false
    jobs.set(job.id, job)
    next.push(job.id)
    return true
  }
  const link = (from: string, to: string) => edges.set(`${from} ${to}`, [from, to])
  let wave = [root.id]
  while (wave.length > 0) {
    const next: string[] = []
    for (let from = 0; from < wave.length; from += AT_A_TIME) {
      const asked = wave.slice(from, from + AT_A_TIME)
      // A few at a time: a coordinator has others to answer too.
      // oxlint-disable-next-line no-await-in-loop
      const answers = await Promise.all(asked.map((id) => call('get', '/v1/jobs/{id}/needs', { path: { id }, signal })))
      for (const [index, { needs, needed_by: neededBy, next_cursor: more }] of answers.entries()) {
        const id = asked[index] as string
        for (const need of needs) if (meet(need, next)) link(need.id, id)
        for (const after of neededBy) if (meet(after, next)) link(id, after.id)
        if (more) isCut = true
      }
    }
    wave = next
  }
  // In one order from whichever job it is read, so that its drawing is the same.
  return { at, jobs: [...jobs.values()].toSorted(byNumber), edges: [...edges.values()], isCut }
}

const byNumber = (one: JobLink, other: JobLink): number => one.id.localeCompare(other.id, 'en', { numeric: true })

/** The same graph, as it was read from another of its jobs. */
function knownGraph(id: string): Graph | undefined {
  const all = queryClient.getQueriesData<Graph>({ queryKey: keys.graphs })
  return all.map(([, graph]) => graph).find((graph) => graph?.jobs.some((job) => job.id === id))
}

export const graphQuery = (job: Job) =>
  queryOptions({
    queryKey: keys.graph(job.id),
    queryFn: ({ signal }) => read(job, signal),
    // Whoever goes from box to box keeps the drawing.
    placeholderData: knownGraph(job.id),
    // Other jobs may have come to need it since somebody looked.
    refetchOnMount: 'always',
  })

/** How each of them is now: the live stream tells of every job, and what it told before the graph was read counts no more. */
export function useStates({ at, jobs }: Pick<Graph, 'at' | 'jobs'>): Map<string, JobState> {
  return useQueries({
    queries: jobs.map(({ id }) => ({ ...jobQuery(id), enabled: false })),
    combine: (known) =>
      new Map(
        jobs.map((job, index) => {
          const told = known[index]
          return [job.id, told?.data && told.dataUpdatedAt >= at ? told.data.state : job.state]
        }),
      ),
  })
}
