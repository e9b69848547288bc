// What a job is made of and what it hangs on: the graph, the strip of an array, and the logs of its tasks as one.

export const graph = {
  'job.tab_graph': 'Graph',
  'graph.label': 'Jobs that need each other',
  'graph.view': 'Show as',
  'graph.drawing': 'Drawing',
  'graph.list': 'List',
  'graph.jobs': { one: '{count} job', other: '{count} jobs' },
  'graph.cut': 'there are more, which are not shown',
  'graph.name': 'Name',

  'graph.zoom': 'Size of the drawing',
  'graph.percent': '{percent} %',
  'graph.closer': 'Larger',
  'graph.farther': 'Smaller',
  'graph.fit': 'Show all of it',

  'heat.hint': 'Each cell is a task; click one to open it.',
  'heat.task': 'Task {task}',

  'log.times': 'Show times',
  'log.wrap': 'Wrap long lines',
  'log.only': 'Only lines that match',
  'log.none_shown': 'No line matches so far.',
  'log.copy_line': 'Copy the link to line {number}',
  'log.task': 'task {task}',
  'log.label_merged': 'Logs of the tasks of {job}',
  'log.download_shown': 'Download what is shown',
  'log.merged_hint': { one: '{count} task', other: '{count} tasks by time' },
  'log.merged_first': 'first {count} tasks by time',
} as const
