import { expect, test } from 'vitest'
import type { Worker } from '~/api/schema'
import { countsOf, isNoFault, machineOf } from './standing'

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

test('the counts leave out what is being made or was stopped', () => {
  const told = { total: 5, online: 0, asleep: 0, disconnected: 5, lost: 0 }
  const items = [made, stopped, broken, running, laptop]
  expect(countsOf(told, { items, total: 5 }, machines)).toEqual({ total: 5, online: 0, asleep: 0, disconnected: 3, lost: 0, moving: 1, stopped: 1 })
  expect(countsOf(told, { items, total: 900 }, machines).disconnected).toBe(5)
  expect(countsOf(told, undefined, machines).disconnected).toBe(5)
})
