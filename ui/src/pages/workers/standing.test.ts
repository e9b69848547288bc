import { expect, test } from 'vitest'
import type { Worker } from '~/api/schema'
import { isNoFault, machineOf } from './standing'

const worker = (id: string, destination: string, liveness: string) => ({ id, destination, liveness }) as unknown as Worker
const laptop = worker('laptop', 'local', 'disconnected')
const [made, stopped, broken, running] = ['made', 'stopped', 'broken', 'running'].map((id) => worker(id, 'cloud', 'disconnected')) as [Worker, Worker, Worker, Worker]
const machines = new Map([
  ['made', 'provisioning'],
  ['stopped', 'stopped'],
  ['broken', 'failed'],
  ['running', 'healthy'],
])

test('a machine that is made or stopped is no worker that went away', () => {
  expect([made, stopped, broken, running, laptop].map((one) => isNoFault(machineOf(one, machines)))).toEqual([true, true, false, false, false])
})

test('until it is read how a machine is, its worker is not called away', () => {
  expect(isNoFault(machineOf(made, undefined))).toBe(true)
  expect(isNoFault(machineOf(laptop, undefined))).toBe(false)
})
