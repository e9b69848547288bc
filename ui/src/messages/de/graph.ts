import type { Translation } from '../catalogue'

export const graph = {
  'job.tab_graph': 'Graph',
  'graph.label': 'Jobs, die einander brauchen',
  'graph.view': 'Zeigen als',
  'graph.drawing': 'Zeichnung',
  'graph.list': 'Liste',
  'graph.jobs': { one: '{count} Job', other: '{count} Jobs' },
  'graph.cut': 'weitere werden nicht gezeigt',
  'graph.name': 'Name',
  'heat.hint': 'Jede Zelle ist ein Task; ein Klick öffnet ihn.',
  'heat.task': 'Task {task}',
  'log.times': 'Zeiten zeigen',
  'log.only': 'Nur passende Zeilen',
  'log.none_shown': 'Bisher passt keine Zeile.',
  'log.copy_line': 'Link zu Zeile {number} kopieren',
  'log.task': 'Task {task}',
  'log.label_merged': 'Logs der Tasks von {job}',
  'log.download_shown': 'Gezeigtes herunterladen',
  'log.merged_hint': { one: '{count} Task', other: '{count} Tasks nach Zeit' },
  'log.merged_first': 'die ersten {count} Tasks nach Zeit',
} satisfies Translation
