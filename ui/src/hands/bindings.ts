// Every action that a key can be given to, its key, and what a person chose instead. The choice stays in this browser.

import { createStore } from '~/store'
import { collide, type Keys } from './keys'

export const actionGroups = ['general', 'go', 'list', 'job', 'worker', 'environment'] as const
export type ActionGroup = (typeof actionGroups)[number]

const ALL = {
  palette: { group: 'general', keys: 'Mod+k' },
  shortcuts: { group: 'general', keys: '?' },
  run_job: { group: 'general', keys: 'n' },
  add_worker: { group: 'general', keys: 'a' },
  new_template: { group: 'general', keys: '' },
  undo: { group: 'general', keys: 'Mod+z' },
  first_steps: { group: 'general', keys: '' },
  pause_queue: { group: 'general', keys: '' },
  stop_everything: { group: 'general', keys: '' },
  theme_light: { group: 'general', keys: '' },
  theme_dark: { group: 'general', keys: '' },
  theme_system: { group: 'general', keys: '' },

  go_overview: { group: 'go', keys: 'g o' },
  go_jobs: { group: 'go', keys: 'g j' },
  go_workers: { group: 'go', keys: 'g w' },
  go_environments: { group: 'go', keys: 'g e' },
  go_schedules: { group: 'go', keys: 'g s' },
  go_templates: { group: 'go', keys: 'g t' },
  go_agents: { group: 'go', keys: 'g a' },
  go_marketplace: { group: 'go', keys: 'g m' },
  go_usage: { group: 'go', keys: 'g c' },
  go_billing: { group: 'go', keys: 'g p' },
  go_audit: { group: 'go', keys: 'g u' },
  go_doctor: { group: 'go', keys: 'g d' },
  go_settings: { group: 'go', keys: 'g ,' },

  list_next: { group: 'list', keys: 'j' },
  list_previous: { group: 'list', keys: 'k' },
  list_open: { group: 'list', keys: 'o' },
  list_select: { group: 'list', keys: 'x' },
  list_extend: { group: 'list', keys: 'Shift+x' },
  list_all: { group: 'list', keys: 'Shift+a' },
  list_back: { group: 'list', keys: 'Escape' },
  list_search: { group: 'list', keys: '/' },
  save_view: { group: 'list', keys: 's' },

  job_cancel: { group: 'job', keys: 'c' },
  job_rerun: { group: 'job', keys: 'r' },
  job_rerun_failed: { group: 'job', keys: 'Shift+r' },
  job_hold: { group: 'job', keys: 'h' },
  job_priority: { group: 'job', keys: 'p' },
  job_copy: { group: 'job', keys: 'y' },
  job_template: { group: 'job', keys: 't' },
  job_log: { group: 'job', keys: 'l' },

  worker_pause: { group: 'worker', keys: 'p' },
  worker_release: { group: 'worker', keys: '' },
  worker_rename: { group: 'worker', keys: '' },
  worker_remove: { group: 'worker', keys: '' },

  environment_open: { group: 'environment', keys: 'b' },
  environment_power: { group: 'environment', keys: 'p' },
  environment_extend: { group: 'environment', keys: 'e' },
  environment_log: { group: 'environment', keys: 'l' },
  environment_copy: { group: 'environment', keys: 'y' },
  environment_delete: { group: 'environment', keys: 'Shift+d' },
  environment_terminal: { group: 'environment', keys: 't' },
} satisfies Record<string, { group: ActionGroup; keys: Keys }>

export type ActionId = keyof typeof ALL

export const actionIds = Object.keys(ALL) as ActionId[]
export const groupOf = (id: ActionId): ActionGroup => ALL[id].group

const inHand: ReadonlySet<ActionGroup> = new Set(['job', 'worker', 'environment'])

/** Of a job, a worker and an environment only one is in hand at a time, so their keys do not meet. */
const meet = (one: ActionId, other: ActionId): boolean => {
  const [first, second] = [groupOf(one), groupOf(other)]
  return first === second || !inHand.has(first) || !inHand.has(second)
}

export type Shortcuts = {
  /** Keys without a modifier can be turned off for whoever writes by speech or hits keys by chance. */
  isOn: boolean
  keys: Partial<Record<ActionId, Keys>>
}

const PLACE = 'muster.shortcuts'
const isId = (text: string): text is ActionId => Object.hasOwn(ALL, text)

function stored(): Shortcuts {
  try {
    const { isOn, keys } = JSON.parse(localStorage.getItem(PLACE) ?? '{}') as { isOn?: unknown; keys?: unknown }
    const known = Object.entries(keys ?? {}).filter(([id, chosen]) => isId(id) && typeof chosen === 'string')
    return { isOn: isOn !== false, keys: Object.fromEntries(known) }
  } catch {
    return { isOn: true, keys: {} }
  }
}

export const shortcuts = createStore<Shortcuts>(stored())

shortcuts.follow(() => {
  try {
    localStorage.setItem(PLACE, JSON.stringify(shortcuts.get()))
  } catch {
    // Where nothing can be kept, the choice holds for this page.
  }
})

export const keysOf = (id: ActionId, { keys } = shortcuts.get()): Keys => keys[id] ?? ALL[id].keys

export const isChosen = (id: ActionId, { keys } = shortcuts.get()): boolean => keys[id] !== undefined && keys[id] !== ALL[id].keys

/** Those that these keys would get in the way of. */
export const conflicts = (id: ActionId, keys: Keys, from = shortcuts.get()): ActionId[] =>
  actionIds.filter((other) => other !== id && meet(id, other) && collide(keys, keysOf(other, from)))

/** Gives keys to an action; whoever had them has none any more. */
export function bind(id: ActionId, keys: Keys): void {
  shortcuts.update((now) => {
    const freed = Object.fromEntries(conflicts(id, keys, now).map((other) => [other, '']))
    return { ...now, keys: { ...now.keys, ...freed, [id]: keys } }
  })
}

/** Back to what it was, unless somebody else has the keys now: then it has none. */
export function unbind(id: ActionId): void {
  shortcuts.update((now) => {
    const { [id]: _, ...keys } = now.keys
    const rest = { ...now, keys }
    return conflicts(id, ALL[id].keys, rest).length === 0 ? rest : { ...rest, keys: { ...keys, [id]: '' } }
  })
}

export const resetAll = (): void => shortcuts.update((now) => ({ ...now, keys: {} }))
export const turnOn = (isOn: boolean): void => shortcuts.update((now) => ({ ...now, isOn }))
