// How a translation differs from English, one line per finding, for the test that keeps them together.

import type { Message, Translated, Translation } from './catalogue'

const texts = (message: Message | Translated): string[] => (typeof message === 'string' ? [message] : Object.values(message))

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted()

/** Names that a text needs and does not say, or says and nobody gives. A form for one may leave out the count. */
function oddPlaceholders(english: Message, translated: Translated): string[] {
  const known = new Set(texts(english).flatMap(placeholders))
  const needed = [...known].filter((name) => name !== 'count')
  return texts(translated).flatMap((text) => {
    const said = placeholders(text)
    return [...needed.filter((name) => !said.includes(name)).map((name) => `lacks {${name}}`), ...said.filter((name) => !known.has(name)).map((name) => `does not know {${name}}`)]
  })
}

const code = (text: string): string[] => [...text.matchAll(/`[^`]*`/g)].map(([literal]) => literal).toSorted()

export type Differences = { missing: string[]; superfluous: string[]; odd: string[] }

/** Each missing line is the English one, ready to be pasted and translated. */
export function differences(english: Record<string, Message>, translation: Translation): Differences {
  const keys = Object.keys(english)
  const both = Object.entries(translation).flatMap(([key, translated]) => (english[key] === undefined ? [] : [{ key, source: english[key], translated }]))
  return {
    missing: keys.filter((key) => translation[key] === undefined).map((key) => `  '${key}': ${asSource(english[key] ?? '')},`),
    superfluous: Object.keys(translation).filter((key) => english[key] === undefined),
    odd: both.flatMap(({ key, source, translated }) => [
      ...oddPlaceholders(source, translated).map((what) => `${key} ${what}`),
      ...(isPlural(source) === isPlural(translated) ? [] : [`${key} is ${isPlural(source) ? 'a plural' : 'no plural'} in English`]),
      ...oddCode(source, translated).map((literal) => `${key} says ${literal} only in one of the two`),
    ]),
  }
}

const isPlural = (message: Message | Translated): boolean => typeof message !== 'string'

/** What stands between backticks is typed as it is, so it is the same in every language. */
function oddCode(source: Message, translated: Translated): string[] {
  const [here, there] = [texts(source).flatMap(code), texts(translated).flatMap(code)]
  return [...here.filter((literal) => !there.includes(literal)), ...there.filter((literal) => !here.includes(literal))]
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`\'`)}'`

const asSource = (message: Message): string => (typeof message === 'string' ? quoted(message) : `{ one: ${quoted(message.one)}, other: ${quoted(message.other)} }`)
