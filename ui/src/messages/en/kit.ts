// Parts that every page uses.

export const kit = {
  'kit.cancel': 'Cancel',
  'kit.close': 'Close',
  'kit.copy': 'Copy',
  'kit.copied': 'Copied',
  'kit.copy_failed': 'The clipboard is not available; select the text and copy it',
  'kit.retry': 'Try again',
  'kit.dismiss': 'Dismiss',
  'kit.notifications': 'Notifications',
  'kit.loading': 'Loading',
  'kit.same_on_command_line': 'The same on the command line',
  'kit.optional': 'optional',

  'time.now': 'now',
  'time.ago': '{span} ago',
  'time.in': 'in {span}',
  'time.days': { one: '{count} d', other: '{count} d' },
  'time.days_ago': { one: '{count} d ago', other: '{count} d ago' },
  'time.in_days': { one: 'in {count} d', other: 'in {count} d' },

  'error.unreachable': 'The coordinator does not answer',
  'error.unreachable_detail': 'It may be starting, or the connection to it is broken.',
  'error.unexpected': 'Something went wrong in the console',
  'error.unexpected_detail': 'The coordinator and its jobs go on. Load the console again; if it happens again, please report this:',
  'error.reload': 'Load again',
  'error.stale': 'What you see may be out of date.',
  'error.next_try': 'Trying again in {seconds} s.',
  'error.trying': 'Trying again now.',
  'error.hint': 'Hint',
  'error.request': 'Request {id}',

  'obstacle.read_only': 'Your token may look, but not change anything',
  'obstacle.wrong_state': 'The job has already ended',
  'obstacle.already_asked': 'The cancel was sent; the worker has not confirmed it yet',
} as const
