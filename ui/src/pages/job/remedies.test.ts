import { expect, test } from 'vitest'
import type { Worker, WorkerGroup } from '~/api/schema'
import { bestRemedy, remediesOf, wantedLabels } from './remedies'

const worker = (name: string, more: object = {}) => ({ id: name, name, destination: 'local', liveness: 'online', pause: null, ...more }) as unknown as Worker
const group = (verdict: WorkerGroup['verdict'], workers: string[], helps: string): WorkerGroup => ({ verdict, workers, helps, why: '', count: workers.length })

test('labels that can be given are read from what would help', () => {
  expect(wantedLabels('Add a worker with `gpu`')).toEqual({ gpu: true })
  expect(wantedLabels('Add a worker with `zone = eu` and with `gpu`')).toEqual({ zone: 'eu', gpu: true })
})

test('what is measured or must be absent is given to nobody', () => {
  expect(wantedLabels('Add a worker with `cpu_cores >= 8`')).toBeUndefined()
  expect(wantedLabels('Add a worker without `battery` and with `gpu`')).toBeUndefined()
  expect(wantedLabels('Add a worker with 4 slots, or raise `--slots`')).toBeUndefined()
  expect(wantedLabels('Wait for a slot, or raise `--slots`')).toBeUndefined()
})

test('each group has the buttons that help with it', () => {
  const paused = worker('mini', { pause: { reason: 'talk' } })
  const asleep = worker('build-1', { destination: 'cloud', liveness: 'asleep' })
  expect(remediesOf(group('unfit', ['studio'], 'Add a worker with `gpu`'), [worker('studio')], false).map(({ kind }) => kind)).toEqual(['add_worker', 'label'])
  expect(remediesOf(group('unfit', ['studio'], 'Add a worker with `cpu_cores >= 8`'), [worker('studio')], false)).toEqual([{ kind: 'add_worker' }])
  expect(remediesOf(group('paused', ['mini'], ''), [worker('studio'), paused], false)).toEqual([{ kind: 'resume', worker: paused }])
  expect(remediesOf(group('asleep', ['build-1'], ''), [asleep], false)).toEqual([{ kind: 'wake', worker: asleep }])
  expect(remediesOf(group('asleep', ['studio'], ''), [worker('studio', { liveness: 'asleep' })], false)).toEqual([])
  expect(remediesOf(group('busy', ['studio'], ''), [worker('studio')], true)).toEqual([{ kind: 'add_cloud' }])
})

test('of all that helps the soonest comes first, and another worker if nothing does', () => {
  const paused = worker('mini', { pause: { reason: 'talk' } })
  const groups = [group('unfit', ['studio'], 'Add a worker with `gpu`'), group('paused', ['mini'], '')]
  expect(bestRemedy(groups, [worker('studio'), paused], true).kind).toBe('resume')
  expect(bestRemedy([group('closed', ['studio'], 'Wait for its hours')], [worker('studio')], true).kind).toBe('add_cloud')
  expect(bestRemedy([group('unfit', ['studio'], 'Add a worker with `gpu`')], [], true)).toEqual({ kind: 'add_worker', labels: { gpu: true } })
  expect(bestRemedy([], [], true)).toEqual({ kind: 'add_worker' })
})
