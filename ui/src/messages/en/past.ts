// How things were: a worker's past, what a job waited for, and moving a worker's jobs.

export const past = {
  'past.title': 'How it was',
  'past.window': 'Show',
  'past.day': '24 h',
  'past.week': '7 days',
  'past.now': 'now',
  'past.from': 'Began',
  'past.for': 'For',
  'past.evidence': 'By what that was known',
  'past.nothing': 'Nothing is known of it yet. Each change from now on is kept for 30 days.',
  'past.more': { one: 'Show {count} more', other: 'Show {count} more' },

  'release.short': 'Move its jobs',
  'release.label': 'Move the jobs of {worker}',
  'release.none': 'It has no jobs',
  'release.title': { one: 'Move {count} job of {worker}?', other: 'Move {count} jobs of {worker}?' },
  'release.asked': {
    one: '{count} job ends there first and goes to another worker. It has not failed, and nothing runs twice.',
    other: '{count} jobs end there first and go to other workers. None of them has failed, and nothing runs twice.',
  },
  'release.lost': {
    one: '{worker} cannot be asked now, so {count} job counts as lost there and goes to another worker at once. Until {worker} hears of it, it may run twice.',
    other: '{worker} cannot be asked now, so {count} jobs count as lost there and go to other workers at once. Until {worker} hears of it, they may run twice.',
  },
  'release.paused': '{worker} is given nothing new until somebody resumes it, or until the end of the pause that it has.',
  'release.confirm': { one: 'Move {count} job', other: 'Move {count} jobs' },
  'release.done_asked': { one: '{worker} gives {count} job back', other: '{worker} gives {count} jobs back' },
  'release.done_lost': { one: '{count} job of {worker} goes elsewhere', other: '{count} jobs of {worker} go elsewhere' },
  'release.done_none': '{worker} had no jobs any more, and is paused',

  'waited.needs': 'for jobs that it needs',
  'waited.held': 'while it was held',
  'waited.retry': 'for its next attempt',
  'waited.paused': 'while the queue was paused',
  'waited.turn': 'for its turn',
  'waited.slot': 'for a free slot',
  'waited.owner': 'for a slot that its owner allows',
  'waited.worker': 'for a worker that takes jobs',
  'waited.fit': 'for a worker that fits',
  'waited.one': '{span} {what}',
  'waited.then': 'then {wait}',
} as const
