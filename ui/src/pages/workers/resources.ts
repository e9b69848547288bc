// What a worker found of itself, in the words and units of people.
//
// A requirement names it by its label, as `memory_mib >= 8192`; here is what that means.

import { number } from '~/format/number'
import { t } from '~/messages/t'

/** Which small picture stands beside it. */
export type Picture = 'processor' | 'memory' | 'graphics' | 'mains' | 'battery' | 'network' | 'system' | 'guard'
export type Resource = { name: string; said: string; picture: Picture }

type Labels = Record<string, unknown>

const MIB_IN_A_GIB = 1024

export const gibibytes = (mib: number): string => t('resources.gib', { size: number(Math.round((mib / MIB_IN_A_GIB) * 10) / 10) })

const NETWORKS = { ethernet: 'resources.ethernet', wifi: 'resources.wifi', cellular: 'resources.cellular' } as const

/** What a label means; nothing if it is one that people made up. */
export function resource(label: string, value: unknown): Resource | undefined {
  const [isNumber, isText, isTruth] = [typeof value === 'number', typeof value === 'string', typeof value === 'boolean']
  switch (label) {
    case 'cpu_cores':
      return isNumber ? { name: t('resources.processor'), said: t('resources.cores', { count: Number(value) }), picture: 'processor' } : undefined
    case 'memory_mib':
      return isNumber ? { name: t('resources.memory'), said: gibibytes(Number(value)), picture: 'memory' } : undefined
    case 'gpu':
      return { name: t('resources.graphics'), said: isText ? String(value) : yes(value), picture: 'graphics' }
    case 'mains':
      return isTruth ? { name: t('resources.power'), said: value ? t('resources.on_mains') : t('resources.on_battery'), picture: value ? 'mains' : 'battery' } : undefined
    case 'battery':
      return isTruth ? { name: t('resources.battery'), said: value ? t('resources.has_battery') : t('resources.no_battery'), picture: 'battery' } : undefined
    case 'network':
      return { name: t('resources.network'), said: Object.hasOwn(NETWORKS, String(value)) ? t(NETWORKS[value as keyof typeof NETWORKS]) : String(value), picture: 'network' }
    case 'metered':
      return isTruth ? { name: t('resources.metered'), said: yes(value), picture: 'network' } : undefined
    case 'os':
      return { name: t('resources.system'), said: String(value), picture: 'system' }
    case 'arch':
      return { name: t('resources.arch'), said: String(value), picture: 'processor' }
    case 'hostname':
      return { name: t('resources.hostname'), said: String(value), picture: 'system' }
    case 'landlock':
      return isTruth ? { name: t('resources.landlock'), said: yes(value), picture: 'guard' } : undefined
    case 'bubblewrap':
      return isTruth ? { name: t('resources.bubblewrap'), said: yes(value), picture: 'guard' } : undefined
    default:
      return undefined
  }
}

const yes = (value: unknown): string => (value ? t('resources.yes') : t('resources.no'))

/** What is asked of a worker first, in a row: its power, processors, memory and graphics. */
export function essentials(labels: Labels): Resource[] {
  const power = labels['battery'] === true || labels['mains'] === false ? ['mains'] : []
  return [...power, 'cpu_cores', 'memory_mib', 'gpu'].flatMap((label) => (Object.hasOwn(labels, label) && labels[label] !== false ? (resource(label, labels[label]) ?? []) : []))
}

const KNOWN = new Set(['cpu_cores', 'memory_mib', 'mains', 'battery', 'network', 'metered', 'os', 'arch', 'hostname', 'landlock', 'bubblewrap'])

/** Labels of the list that are not told in words already. */
export const otherLabels = (labels: Labels, given: Labels): Labels =>
  Object.fromEntries(Object.entries(labels).filter(([name, value]) => Object.hasOwn(given, name) || !(KNOWN.has(name) || (name === 'gpu' && typeof value === 'string'))))
