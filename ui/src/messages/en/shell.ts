// The frame around the pages, and the sign-in page.

export const shell = {
  'app.name': 'Muster',
  'app.title': '{page} · Muster',
  'app.skip': 'Skip to content',
  'app.sections': 'Sections',
  'app.opened': '{page} opened',

  'nav.menu': 'Menu',
  'nav.overview': 'Overview',
  'nav.jobs': 'Jobs',
  'nav.workers': 'Workers',
  'nav.environments': 'Environments',
  'nav.schedules': 'Schedules',
  'nav.templates': 'Templates',
  'nav.usage': 'Usage',
  'nav.faults': { one: '{count} fault', other: '{count} faults' },
  'nav.warnings': { one: '{count} warning', other: '{count} warnings' },
  'nav.audit': 'Audit',
  'nav.doctor': 'Doctor',
  'nav.settings': 'Settings',

  'connection.live': 'Connected to {machine}',
  'connection.connecting': 'Connecting',
  'connection.waiting': 'Reconnecting',
  'connection.attached': 'attached: it was already running',
  'connection.retry': 'Try now',
  'connection.back': 'The coordinator is back',

  'theme.light': 'light',
  'theme.dark': 'dark',
  'theme.system': 'as the system',

  'sign_in.title': 'This browser is not signed in',
  'sign_in.body': 'The console opens with a link that works once. Ask the coordinator’s machine for one and open it in this browser.',
  'sign_in.link_title': 'Signing in',
  'sign_in.used': 'This link was used before. Each one opens a single browser.',
  'sign_in.expired': 'This link is too old.',
  'sign_in.expired_session': 'Your session has ended.',
  'sign_in.revoked': 'Your session was revoked.',
  'sign_in.unknown': 'This coordinator does not know that link. Was it made by another one, or cut short?',
  'sign_in.unreachable': 'The coordinator did not answer, so the link is still good.',
  'sign_in.paid': 'Paid',
  'sign_in.paid_body': 'You can close this tab and go back to the console.',
  'sign_in.left': 'Back from the checkout',
  'sign_in.left_body': 'Nothing has to be done here. You can close this tab and go back to the console.',
  'sign_in.why': 'The link’s session lives in this tab only and ends after a day.',

  'failed.title': 'The coordinator could not start',

  'quit.title': 'Quit Muster?',
  'quit.here': {
    one: '{count} job runs on this machine and goes back to the queue.',
    other: '{count} jobs run on this machine and go back to the queue.',
  },
  'quit.elsewhere': {
    one: '{count} job on another worker goes on.',
    other: '{count} jobs on other workers go on.',
  },
  'quit.nothing': 'Nothing runs on this machine.',
  'quit.confirm': 'Quit',
  'quit.stay': 'Stay',

  'not_found.title': 'There is no such page',
  'not_found.body': '`{path}` leads nowhere.',
  'not_found.action': 'Go to the overview',
} as const
