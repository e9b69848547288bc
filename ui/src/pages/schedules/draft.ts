// The form of a schedule: what is typed, what is wrong with it, and the request that it makes.

import { type Faults, placesIn } from '~/api/faults'
import { isName } from '~/api/names'
import type { Schedule, ScheduleRequest } from '~/api/schema'
import { t } from '~/messages/t'

export const empty = {
  name: '',
  cron: '',
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  command: '',
  missed: 'last' as 'none' | 'last' | 'all',
  overlap: 'skip' as 'run' | 'skip',
}
export type Draft = typeof empty
export type Field = 'name' | 'cron' | 'zone' | 'command'

export const draftOf = ({ name, cron, time_zone, job, missed, overlap }: Schedule): Draft => ({
  name,
  cron,
  zone: time_zone,
  command: job.command ?? '',
  missed,
  overlap: overlap === 'run' ? 'run' : 'skip',
})

/** What the form does not ask for stays as it was. */
export const request = ({ name, cron, zone, command, missed, overlap }: Draft, before: Schedule | undefined): ScheduleRequest => ({
  name: name.trim(),
  cron: cron.trim(),
  time_zone: zone.trim(),
  job: { ...before?.job, ...(asksForCommand(before) && { command }) },
  missed,
  overlap,
  ...(missed === 'all' && before?.missed_within_seconds && { missed_within_seconds: before.missed_within_seconds }),
})

/** A job that was made otherwise, of a template or of single words, has no line to edit. */
export const asksForCommand = (before: Schedule | undefined) => !before || typeof before.job.command === 'string'

/** What can be said before anybody is asked. When it runs, the coordinator knows how to read. */
export function faults(draft: Draft, before: Schedule | undefined): Faults<Field> {
  const asked: Field[] = asksForCommand(before) ? ['name', 'cron', 'zone', 'command'] : ['name', 'cron', 'zone']
  const missing = asked.filter((field) => draft[field].trim() === '').map((field) => [field, t('kit.missing')])
  // The coordinator's parser stops at a wrong name, and says nothing of the fields after it.
  const name = draft.name.trim()
  return { ...(name !== '' && !isName(name) && { name: t('kit.name_wrong') }), ...(Object.fromEntries(missing) as Faults<Field>) }
}

export const places = placesIn<Field>({
  name: { field: 'name', label: t('schedules.new_name') },
  cron: { field: 'cron', label: t('schedules.new_cron') },
  time_zone: { field: 'zone', label: t('schedules.new_zone') },
  'job.command': { field: 'command', label: t('schedules.new_command') },
})
