import type { Translation } from '../catalogue'

export const past = {
  'past.title': 'Ce qu’il a été',
  'past.window': 'Afficher',
  'past.day': '24 h',
  'past.week': '7 jours',
  'past.now': 'maintenant',
  'past.from': 'Début',
  'past.for': 'Durée',
  'past.evidence': 'Ce qui le montrait',
  'past.nothing': 'On n’en sait encore rien. Chaque changement sera gardé 30 jours.',
  'past.more': { one: 'Afficher {count} de plus', other: 'Afficher {count} de plus' },
} satisfies Translation
