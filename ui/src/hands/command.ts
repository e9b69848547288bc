// Lines for the command line, that do what the console does.

/** A word as a shell reads it back. */
export const word = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`)

/** `muster job cancel job_12`; what is not said is left out. */
export const muster = (...words: (string | false | undefined)[]): string => ['muster', ...words.filter((one): one is string => Boolean(one)).map(word)].join(' ')
