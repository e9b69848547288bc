import { expect, test } from 'vitest'
import { faultsIn } from '~/api/faults'
import { type Draft, empty, faults, pair, pairsIn, places, request, sizesIn } from './draft'

const region = { region: 'eastus', provider: 'azure', cpu_cores: [1, 4], memory_gb: [1, 16], storage_gb: [10, 100] } as Parameters<typeof faults>[1]
const draft = (more: Partial<Draft> = {}): Draft => ({ ...empty, name: 'my-workspace', ...more })

test('what a region does not allow is said beside its field, before anybody is asked', () => {
  expect(faults(draft(), region, true)).toEqual({})
  expect(faults(draft({ storage: '5' }), region, false)).toEqual({ storage: 'From 10 to 100.' })
  expect(faults(draft({ size: 'own', cpu: '8', memory: 'x' }), region, false)).toEqual({ cpu: 'From 1 to 4.', memory: 'From 1 to 16.' })
  expect(faults(draft({ cpu: '8' }), region, false), 'of a size that is not chosen nothing is said').toEqual({})
  expect(Object.keys(faults(draft({ idle: '1', image: 'an image', name: 'a/b' }), region, false))).toEqual(['name', 'idle', 'image'])
})

test('what is missing is no fault until it is to be sent', () => {
  expect(faults(draft({ name: '', hasLogin: true, image: 'me/mine' }), region, false)).toEqual({})
  expect(Object.keys(faults(draft({ name: '', hasLogin: true, image: 'me/mine' }), region, true))).toEqual(['name', 'server', 'user', 'password'])
})

test('a variable has a name of its own, which no secret has', () => {
  expect(faults(draft({ variables: [pair('A', '1'), pair('', '')] }), region, true)).toEqual({})
  expect(faults(draft({ variables: [pair('1A', '1')] }), region, false).variables).toContain('1A')
  expect(faults(draft({ variables: [pair('A', '1')], secrets: [pair('A', '2')] }), region, false)).toEqual({ variables: expect.any(String), secrets: expect.any(String) })
  expect(faults(draft({ secrets: [pair('', 'a value')] }), region, false).secrets, 'a value without a name is not dropped in silence').toBeDefined()
})

test('only what is wanted is sent', () => {
  expect(request(draft())).toEqual({ name: 'my-workspace', cpu_cores: 2, memory_gb: 4, storage_gb: 20 })
  const full = draft({ size: 'own', cpu: '3', memory: '6', hasLogin: true, image: 'me/mine', server: 'ghcr.io', user: 'me', password: 'p', secrets: [pair('TOKEN', 't'), pair()], variables: [pair('EDITOR', '')], idle: '30' })
  expect(request(full)).toMatchObject({ cpu_cores: 3, memory_gb: 6, registry: { server: 'ghcr.io', username: 'me', password: 'p' }, secrets: { TOKEN: 't' }, env: { EDITOR: '' }, stop_after_idle_minutes: 30 })
})

test('a refusal lands at its field, also if it is about several', () => {
  expect(faultsIn({ field: 'cpu_cores', detail: 'cpu_cores must be 1 to 4' }, places)).toEqual({ cpu: 'Cores must be 1 to 4' })
  expect(Object.keys(faultsIn({ field: 'registry.server', detail: 'registry.server must be a host; registry.username must not be empty' }, places))).toEqual(['server', 'user'])
  expect(Object.keys(faultsIn({ field: 'variables.a?b', detail: 'variables.a?b must be a name' }, places))).toEqual(['variables'])
  expect(faultsIn({ field: 'stop_after_idle_minutes', detail: '`stop_after_idle_minutes` must be 5 to 10080' }, places)).toHaveProperty('idle')
  expect(faultsIn({ detail: 'one more would cost too much; nothing was made' }, places)).toEqual({})
})

test('lines of a file of variables become one each', () => {
  const pasted = '# tokens\nexport A=b\nC="d e"\n\nnonsense\nURL=http://x/?a=b\n'
  expect(pairsIn(pasted).map(({ name, value }) => [name, value])).toEqual([
    ['A', 'b'],
    ['C', 'd e'],
    ['URL', 'http://x/?a=b'],
  ])
})

test('a size that the region does not have is not offered', () => {
  expect(sizesIn(region)).toEqual(['small', 'medium', 'large', 'own'])
  expect(sizesIn({ ...region, cpu_cores: [1, 2] } as typeof region)).toEqual(['small', 'medium', 'own'])
})
