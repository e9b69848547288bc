import type { Translation } from '../catalogue'

export const overview = {
  'overview.title': 'Vue d’ensemble',
  'overview.tiles': 'La flotte en chiffres',
  'overview.workers': 'Workers',
  'overview.online_of': 'en ligne sur {total}',
  'overview.all_online': 'Tous sont là',
  'overview.no_workers': 'Aucun n’a rejoint',
  'overview.asleep': '{count} en veille',
  'overview.disconnected': '{count} hors ligne',
  'overview.lost': '{count} perdus',
  'overview.running': 'En cours',
  'overview.of_slots': { one: 'sur {count} place', other: 'sur {count} places' },
  'overview.slots_taken': '{busy} places sur {total} occupées',
  'overview.waiting': 'En attente',
  'overview.oldest': 'depuis {span} au plus',
  'overview.nothing_waits': 'Rien n’attend',
  'overview.show_waiting': 'Voir ce qui attend',


  'overview.needs_you': 'À faire',
  'overview.needs_nothing': 'Rien à faire',
  'overview.needs_nothing_body': 'Ici apparaissent les jobs en échec, ceux qu’aucun worker ne prend et les workers absents.',
  'need.job_failed': 'Échec',
  'need.job_waiting': 'En attente',
  'need.worker_away': 'Absent',
  'need.backup_failed': 'Pas de sauvegarde',
  'need.limit_near': 'Limite',
  'need.open_log': 'Ouvrir le journal',
  'need.rerun': 'Relancer',
  'need.explain': 'Expliquer',
  'need.show': 'Voir',

  'overview.slots': 'places',
  'overview.more_workers': { one: '{count} autre', other: '{count} autres' },

  'first.title': 'Lancer le premier job',
} satisfies Translation
