// Lines for the command line, that do what the console does.

import { readFilter, type WrittenFilter } from '~/api/job-filter'
import { showFilter } from '~/api/job-query'

/** A word as a shell reads it back. */
export const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** `muster job cancel job_12`; what is not said is left out. */
export const muster = (...words: (string | false | undefined)[]): string => ['muster', ...words.filter((one): one is string => Boolean(one)).map(word)].join(' ')

/** The list of jobs that a query asks for. */
export const listCommand = (written: WrittenFilter): string => muster('job', 'list', showFilter(readFilter(written)))
