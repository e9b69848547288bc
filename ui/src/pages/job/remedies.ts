// What somebody can do at once so that a job is taken: read from what the coordinator says would help.

import type { Worker, WorkerGroup } from '~/api/schema'
import { type Labels, readValue } from '~/pages/workers/given'

export type Remedy =
  /** One that is there and was told to take nothing. */
  | { kind: 'resume'; worker: Worker }
  | { kind: 'wake'; worker: Worker }
  /** A label that workers lack: for one that joins, or for one of these. */
  | { kind: 'label'; labels: Labels; workers: string[] }
  | { kind: 'add_worker'; labels?: Labels }
  | { kind: 'add_cloud' }

/** `gpu`, `zone = "eu"`; what is compared otherwise is measured and not given. */
const WANTED = /^("[^"]+"|[\w.-]+)(?: =+ (.+))?$/

/** The labels that would make a worker fit; nothing if labels alone do not. */
export function wantedLabels(helps: string): Labels | undefined {
  const wanted = [...helps.matchAll(/(with|without) `([^`]+)`/g)].map(([, how, text]) => ({ how, found: WANTED.exec(text ?? '') }))
  if (wanted.length === 0 || wanted.some(({ how, found }) => how === 'without' || !found)) return undefined
  return Object.fromEntries(wanted.map(({ found }) => [(found?.[1] ?? '').replaceAll('"', ''), readValue(found?.[2] ?? '')]))
}

/** There are workers of this kind, but none that takes it now. */
const COULD = new Set<WorkerGroup['verdict']>(['busy', 'kept', 'paused', 'closed', 'asleep', 'disconnected', 'lost', 'stopping'])

const isCloud = ({ destination }: Worker): boolean => destination === 'cloud'

/** What helps with one group of workers. */
export function remediesOf(group: WorkerGroup, workers: readonly Worker[], hasCloud: boolean): Remedy[] {
  const named = workers.filter(({ name }) => group.workers.includes(name))
  const away = group.verdict === 'paused' ? named.filter(({ pause }) => pause) : named.filter((worker) => isCloud(worker) && worker.liveness !== 'online')
  if (group.verdict === 'unfit') {
    const labels = wantedLabels(group.helps)
    return labels ? [{ kind: 'add_worker', labels }, { kind: 'label', labels, workers: group.workers }] : group.helps.startsWith('Add a worker') ? [{ kind: 'add_worker' }] : []
  }
  if (group.verdict === 'paused') return away.slice(0, 1).map((worker) => ({ kind: 'resume', worker }))
  if (['asleep', 'disconnected', 'lost', 'stopping'].includes(group.verdict) && away[0]) return [{ kind: 'wake', worker: away[0] }]
  return group.verdict === 'busy' && hasCloud ? [{ kind: 'add_cloud' }] : []
}

const ORDER = ['resume', 'wake', 'add_cloud', 'add_worker', 'label'] as const satisfies Remedy['kind'][]

/** What helps a job the soonest; where nothing else does, another worker. */
export function bestRemedy(groups: readonly WorkerGroup[], workers: readonly Worker[], hasCloud: boolean): Remedy {
  const all = groups.flatMap((group) => remediesOf(group, workers, hasCloud))
  const cloud: Remedy[] = hasCloud && groups.some(({ verdict }) => COULD.has(verdict)) ? [{ kind: 'add_cloud' }] : []
  return [...all, ...cloud].toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))[0] ?? { kind: 'add_worker' }
}
