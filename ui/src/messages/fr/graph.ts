import type { Translation } from '../catalogue'

export const graph = {
  'job.tab_graph': 'Graphe',
  'graph.label': 'Jobs qui dépendent les uns des autres',
  'graph.view': 'Afficher comme',
  'graph.drawing': 'Dessin',
  'graph.list': 'Liste',
  'graph.jobs': { one: '{count} job', other: '{count} jobs' },
  'graph.cut': 'il y en a d’autres, qui ne sont pas montrés',
  'graph.name': 'Nom',

  'graph.zoom': 'Taille du dessin',
  'graph.percent': '{percent} %',
  'graph.closer': 'Plus grand',
  'graph.farther': 'Plus petit',
  'graph.fit': 'Tout montrer',

  'heat.hint': 'Chaque case est une tâche ; un clic l’ouvre.',
  'heat.task': 'Tâche {task}',

  'log.times': 'Montrer les heures',
  'log.wrap': 'Couper les longues lignes',
  'log.only': 'Seulement les lignes trouvées',
  'log.none_shown': 'Aucune ligne ne correspond jusqu’ici.',
  'log.copy_line': 'Copier le lien vers la ligne {number}',
  'log.task': 'tâche {task}',
  'log.label_merged': 'Journaux des tâches de {job}',
  'log.download_shown': 'Télécharger ce qui est montré',
  'log.merged_hint': { one: '{count} tâche', other: '{count} tâches, dans l’ordre des heures' },
  'log.merged_first': 'les {count} premières tâches, dans l’ordre des heures',
} satisfies Translation
