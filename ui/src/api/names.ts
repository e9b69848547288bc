// What may be a name of a schedule, a template or a secret, as `muster-core` reads it.

export const isName = (text: string): boolean => /^[a-z\d][\w.-]{0,63}$/i.test(text)
