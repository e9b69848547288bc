// What a job is made of and what it hangs on: the graph, and the strip of an array.

export const graph = {
  'job.tab_graph': 'Graph',
  'graph.label': 'Jobs that need each other',
  'graph.view': 'Show as',
  'graph.drawing': 'Drawing',
  'graph.list': 'List',
  'graph.jobs': { one: '{count} job', other: '{count} jobs' },
  'graph.cut': 'there are more, which are not shown',
  'graph.name': 'Name',

  'heat.hint': 'Each cell is a task; click one to open it.',
  'heat.task': 'Task {task}',
} as const
