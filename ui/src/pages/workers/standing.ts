// How a cloud worker's machine is, which counts as long as the worker has not come: a machine that is being made or was
// stopped is no worker that went away.

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { machinesQuery } from '~/api/queries'
import type { Worker, WorkerSpan } from '~/api/schema'
import { isMoving } from '~/pages/environments/looks'

/** The statuses of machines by the ids of their workers; nothing until they are read. */
export type Machines = ReadonlyMap<string, string | undefined> | undefined

/** It has a machine, and how that is was not read yet. */
export const UNREAD = 'unread'

const isAway = ({ destination, liveness }: Worker): boolean => destination === 'cloud' && liveness !== 'online'

/** Asked only while a cloud worker is not there. */
export function useMachines(workers: readonly Worker[] | undefined): Machines {
  const isWanted = useMemo(() => workers?.some(isAway) ?? false, [workers])
  return useQuery({ ...machinesQuery, enabled: isWanted }).data
}

/** What is shown in place of the worker's liveness, if anything is. */
export function machineOf(worker: Worker, machines: Machines): string | undefined {
  if (!isAway(worker)) return undefined
  const machine = machines ? machines.get(worker.id) : UNREAD
  return machine === 'healthy' ? undefined : machine
}

/** Nobody has to do anything about a worker whose machine is like this. */
export const isNoFault = (machine: string | undefined): boolean => machine !== undefined && (machine === UNREAD || machine === 'stopped' || isMoving(machine))

/** Of a machine at a provider its operations say when it was off, so that its worker was lost then says nothing. */
export const kept = ({ destination }: Pick<Worker, 'destination'>, past: readonly WorkerSpan[]): WorkerSpan[] => past.filter(({ state }) => destination !== 'cloud' || state === 'online')
