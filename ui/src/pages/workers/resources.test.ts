import { expect, test } from 'vitest'
import { essentials, otherLabels, resource } from './resources'

const found = { os: 'linux', cpu_cores: 8, memory_mib: 24_105, gpu: 'NVIDIA A100', mains: true, battery: true }

test('what a worker has is said in words and units', () => {
  expect(essentials(found).map(({ said }) => said)).toEqual(['on mains', '8 cores', '23.5 GiB', 'NVIDIA A100'])
  expect(resource('mains', false)).toMatchObject({ name: 'Power', said: 'on battery', picture: 'battery' })
  expect(resource('network', 'wifi')?.said).toBe('Wi-Fi')
})

test('a machine without a battery is on mains, which goes without saying', () => {
  expect(essentials({ battery: false, mains: true, cpu_cores: 1 }).map(({ said }) => said)).toEqual(['1 core'])
})

test('what people made up, or what is not of the kind it should be, stays a label', () => {
  expect(resource('room', 'cellar')).toBeUndefined()
  expect(resource('memory_mib', 'much')).toBeUndefined()
  expect(otherLabels({ ...found, room: 'cellar' }, { room: 'cellar' })).toEqual({ room: 'cellar' })
})
