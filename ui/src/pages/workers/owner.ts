// What the owner of a worker's machine allows, in words.

import type { Worker } from '~/api/schema'
import { number } from '~/format/number'
import { t } from '~/messages/t'

/** What is allowed there, one limit after the other; nothing if everything is. */
export function ownersLimits(owner: Worker['owner']): string {
  const { hours, only_on_mains, battery_floor, idle_minutes, not_metered, no_updates, programs, submitters } = owner
  const { cpu_percent, memory_mib, disk_mib, isolation } = owner
  const limits = [
    hours && t('owner.hours', { hours: hours.replace('-', '–') }),
    only_on_mains && t('owner.mains'),
    !only_on_mains && battery_floor && t('owner.battery', { floor: battery_floor }),
    idle_minutes && t('owner.idle', { count: idle_minutes }),
    not_metered && t('owner.network'),
    cpu_percent && t('owner.cpu', { percent: cpu_percent }),
    memory_mib && t('owner.memory', { size: number(memory_mib / 1024) }),
    disk_mib && t('owner.disk', { size: number(disk_mib / 1024) }),
    isolation && t('owner.isolation', { level: isolation }),
    programs.length > 0 && t('owner.programs', { programs: programs.join(', ') }),
    no_updates && t('owner.no_updates'),
    submitters.length > 0 && t('owner.submitters', { submitters: submitters.join(', ') }),
  ]
  return limits.filter(Boolean).join(', ')
}
