// Lines for the command line, that do what the console does.

import type { WrittenFilter } from '~/api/job-filter'

/** A word as a shell reads it back. */
export const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** `muster job cancel job_12`; what is not said is left out. */
export const muster = (...words: (string | false | undefined)[]): string => ['muster', ...words.filter((one): one is string => Boolean(one)).map(word)].join(' ')

/** The list of jobs that a query asks for. */
export const listCommand = ({ state, label, batch, schedule, search }: WrittenFilter): string =>
  muster(
    'job',
    'list',
    ...(state ? ['--state', state] : []),
    ...(label ?? '').split(',').flatMap((one) => (one ? ['--label', one] : [])),
    ...(batch ? ['--batch', batch] : []),
    ...(schedule ? ['--schedule', schedule] : []),
    ...(search ? ['--search', search] : []),
  )
