// The first page.

export const overview = {
  'overview.title': 'Overview',
  'overview.tiles': 'The fleet in numbers',
  'overview.workers': 'Workers',
  'overview.online_of': 'online of {total}',
  'overview.all_online': 'All are here',
  'overview.no_workers': 'None has joined yet',
  'overview.asleep': '{count} asleep',
  'overview.disconnected': '{count} disconnected',
  'overview.lost': '{count} lost',
  'overview.running': 'Running',
  'overview.of_slots': { one: 'of {count} slot', other: 'of {count} slots' },
  'overview.slots_taken': '{busy} of {total} slots are taken',
  'overview.waiting': 'Waiting',
  'overview.oldest': 'oldest {span}',
  'overview.nothing_waits': 'Nothing waits',
  'overview.show_waiting': 'Show what waits',

  'overview.needs_you': 'Needs you',
  'overview.needs_nothing': 'Nothing needs you',
  'overview.needs_nothing_body': 'Failed jobs, jobs that no worker will take and workers that went away appear here.',
  'need.job_failed': 'Failed',
  'need.job_waiting': 'Waiting',
  'need.worker_away': 'Away',
  'need.backup_failed': 'No backup',
  'need.limit_near': 'Limit',
  'need.open_log': 'Open log',
  'need.rerun': 'Rerun',
  'need.explain': 'Explain',
  'need.show': 'Show',

  'overview.slots': 'slots',
  'overview.more_workers': { one: '{count} more', other: '{count} more' },

} as const
