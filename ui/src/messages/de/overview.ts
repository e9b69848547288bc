import type { Translation } from '../catalogue'

export const overview = {
  'overview.title': 'Übersicht',
  'overview.tiles': 'Die Flotte in Zahlen',
  'overview.workers': 'Worker',
  'overview.online_of': 'von {total} online',
  'overview.all_online': 'Alle sind da',
  'overview.no_workers': 'Noch keiner beigetreten',
  'overview.asleep': '{count} schlafend',
  'overview.disconnected': '{count} getrennt',
  'overview.lost': '{count} verloren',
  'overview.running': 'Laufend',
  'overview.of_slots': { one: 'von {count} Slot', other: 'von {count} Slots' },
  'overview.slots_taken': '{busy} von {total} Slots belegt',
  'overview.waiting': 'Wartend',
  'overview.oldest': 'längstens {span}',
  'overview.nothing_waits': 'Nichts wartet',
  'overview.show_waiting': 'Wartende zeigen',


  'overview.needs_you': 'Zu tun',
  'overview.needs_nothing': 'Nichts zu tun',
  'overview.needs_nothing_body': 'Hier erscheinen fehlgeschlagene Jobs, Jobs, die kein Worker nimmt, und Worker, die weg sind.',
  'need.job_failed': 'Fehlgeschlagen',
  'need.job_waiting': 'Wartet',
  'need.worker_away': 'Weg',
  'need.backup_failed': 'Keine Sicherung',
  'need.limit_near': 'Grenze',
  'need.open_log': 'Log öffnen',
  'need.rerun': 'Wiederholen',
  'need.explain': 'Erklären',
  'need.show': 'Zeigen',

  'overview.slots': 'Slots',
  'overview.more_workers': { one: '{count} weiterer', other: '{count} weitere' },

  'first.title': 'Den ersten Job starten',
} satisfies Translation
