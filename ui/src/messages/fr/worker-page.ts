import type { Translation } from '../catalogue'

export const workerPage = {
  'ladder.title': 'Comment il est joint',
  'ladder.since': 'depuis {span}',
  'ladder.online': 'Il répond et reçoit des jobs.',
  'ladder.asleep': 'Il a dit qu’il dort. Ce qu’il exécute est gardé.',
  'ladder.disconnected': 'Il est parti sans un mot. Ce qu’il exécute est gardé un moment.',
  'ladder.lost': 'Il est resté absent trop longtemps. Ce qu’il exécutait va à d’autres.',
  'limits.title': 'Ce que permet son propriétaire',
  'limits.now': 'Maintenant',
  'limits.none': 'Tout est permis, à tout moment',
  'limits.hours': 'Heures',
  'limits.power': 'Alimentation',
  'limits.memory': 'Mémoire',
  'limits.cpu': 'Processeurs',
  'limits.network': 'Réseau',
  'limits.updates': 'Mises à jour',
  'history.jobs': 'Jobs ici',
  'history.done': 'Ce qui lui a été fait',
  'history.nothing_done': 'Personne ne l’a encore mis en pause, renommé ou étiqueté.',
} satisfies Translation
