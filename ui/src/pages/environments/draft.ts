// What is typed in the form of a new environment: whether it can be sent, what is sent, and to which field a refusal belongs.

import { type Faults as FaultsOf, placesIn } from '~/api/faults'
import type { EnvironmentRequest, RegionOffer } from '~/api/schema'
import { t } from '~/messages/t'
import type { Sized } from './cost'

export const sizes = { small: [1, 2], medium: [2, 4], large: [4, 8] } as const
export const sizeIds = ['small', 'medium', 'large', 'own'] as const
export type Size = (typeof sizeIds)[number]

export type Pair = { key: number; name: string; value: string }

export type Draft = {
  name: string
  region: string
  size: Size
  cpu: string
  memory: string
  storage: string
  idle: string
  image: string
  hasLogin: boolean
  server: string
  user: string
  password: string
  variables: Pair[]
  secrets: Pair[]
}

export const empty: Draft = {
  name: '',
  region: '',
  size: 'medium',
  cpu: '2',
  memory: '4',
  storage: '20',
  idle: '',
  image: '',
  hasLogin: false,
  server: '',
  user: '',
  password: '',
  variables: [],
  secrets: [],
}

export type Field = Exclude<keyof Draft, 'size' | 'hasLogin'>
export type Faults = FaultsOf<Field>

/** What the coordinator allows, whatever the region. */
const IDLE: Range = [5, 10_080]
const LONGEST_NAME = 63

type Range = readonly [number, number]

const whole = (text: string): number | undefined => (/^\d{1,9}$/.test(text.trim()) ? Number(text.trim()) : undefined)

export function sizeOf({ size, cpu, memory, storage }: Draft): Sized | undefined {
  const [cores, gigabytes] = size === 'own' ? [whole(cpu), whole(memory)] : sizes[size]
  const kept = whole(storage)
  return cores === undefined || gigabytes === undefined || kept === undefined ? undefined : { cpu_cores: cores, memory_gb: gigabytes, storage_gb: kept }
}

/** The sizes that the region allows; whoever wants another one says it. */
export const sizesIn = (region: RegionOffer | undefined): Size[] => sizeIds.filter((id) => id === 'own' || !region || fits(sizes[id], region))

const fits = ([cores, memory]: readonly [number, number], { cpu_cores, memory_gb }: RegionOffer): boolean =>
  isWithin(cores, cpu_cores as Range) && isWithin(memory, memory_gb as Range)

const isWithin = (value: number, [least, most]: Range): boolean => value >= least && value <= most

function outside(text: string, range: Range | undefined): string | undefined {
  const value = whole(text)
  if (!range) return value === undefined ? t('environments.not_a_number') : undefined
  return value === undefined || !isWithin(value, range) ? t('env_form.between', { least: range[0], most: range[1] }) : undefined
}

const badName = (name: string): string | undefined =>
  name.length > LONGEST_NAME || /\.\.|[/\\]/.test(name) ? t('env_form.bad_name', { most: LONGEST_NAME }) : undefined

const isVariable = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)

/** Lines that nobody has filled in are not there. */
export const given = (pairs: Pair[]): Pair[] => pairs.filter(({ name, value }) => name.trim() !== '' || value !== '')

function badPairs(pairs: Pair[], others: Pair[]): string | undefined {
  const names = given(pairs).map(({ name }) => name.trim())
  const bad = names.find((name) => !isVariable(name))
  if (bad !== undefined) return t('env_form.bad_variable', { name: bad })
  const all = [...names, ...given(others).map(({ name }) => name.trim())]
  const twice = names.find((name) => all.filter((one) => one === name).length > 1)
  return twice === undefined ? undefined : t('env_form.twice', { name: twice })
}

/** A login is for an image of one's own. */
export const hasLogin = (draft: Draft): boolean => draft.hasLogin && draft.image.trim() !== ''

/** What is wrong before anybody is asked. What is merely missing yet is wrong once somebody wants to send it. */
export function faults(draft: Draft, region: RegionOffer | undefined, isTried: boolean): Faults {
  const missing = (text: string) => (isTried && text.trim() === '' ? t('kit.missing') : undefined)
  const login = (text: string) => (hasLogin(draft) ? missing(text) : undefined)
  const isOwn = draft.size === 'own'
  const found: { [F in Field]?: string | undefined } = {
    name: missing(draft.name) ?? badName(draft.name.trim()),
    cpu: isOwn ? outside(draft.cpu, region?.cpu_cores as Range | undefined) : undefined,
    memory: isOwn ? outside(draft.memory, region?.memory_gb as Range | undefined) : undefined,
    storage: outside(draft.storage, region?.storage_gb as Range | undefined),
    idle: draft.idle.trim() === '' ? undefined : outside(draft.idle, IDLE),
    image: /\s/.test(draft.image.trim()) ? t('env_form.bad_image') : undefined,
    server: login(draft.server) ?? (hasLogin(draft) && draft.server.includes('://') ? t('env_form.bad_server') : undefined),
    user: login(draft.user),
    password: login(draft.password),
    variables: badPairs(draft.variables, draft.secrets),
    secrets: badPairs(draft.secrets, draft.variables),
  }
  return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined))
}

const record = (pairs: Pair[]): Record<string, string> => Object.fromEntries(given(pairs).map(({ name, value }) => [name.trim(), value]))

export function request(draft: Draft): EnvironmentRequest {
  const { name, region, idle, image, server, user, password, variables, secrets } = draft
  return {
    name: name.trim(),
    ...(sizeOf(draft) ?? { cpu_cores: 0, memory_gb: 0, storage_gb: 0 }),
    ...(region && { region }),
    ...(image.trim() && { image: image.trim() }),
    ...(hasLogin(draft) && { registry: { server: server.trim(), username: user.trim(), password } }),
    ...(given(variables).length > 0 && { env: record(variables) }),
    ...(given(secrets).length > 0 && { secrets: record(secrets) }),
    ...(idle.trim() && { stop_after_idle_minutes: Number(idle) }),
  }
}

const variables = { field: 'variables', label: t('env_form.variables') } as const

/** Where the coordinator's word for a field is typed here. */
export const places = placesIn<Field>({
  name: { field: 'name', label: t('environments.new_name') },
  region: { field: 'region', label: t('environments.new_region') },
  cpu_cores: { field: 'cpu', label: t('env_form.cpu') },
  memory_gb: { field: 'memory', label: t('env_form.memory') },
  storage_gb: { field: 'storage', label: t('environments.new_storage') },
  stop_after_idle_minutes: { field: 'idle', label: t('environments.new_idle') },
  image: { field: 'image', label: t('environments.new_image') },
  'registry.server': { field: 'server', label: t('env_form.server') },
  'registry.username': { field: 'user', label: t('env_form.user') },
  'registry.password': { field: 'password', label: t('env_form.password') },
  variables,
  env: variables,
  secrets: { field: 'secrets', label: t('env_form.secrets') },
})

let lastKey = 0
export const pair = (name = '', value = ''): Pair => ({ key: (lastKey += 1), name, value })

/** Lines like `A=b`, as they stand in files of variables: with `export`, quotes and comments. */
export function pairsIn(text: string): Pair[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  return lines.flatMap((line) => {
    const [, name, value] = /^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [pair(name, unquoted(value ?? ''))]
  })
}

const unquoted = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value
