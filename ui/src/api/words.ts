// A query of pairs and words, as it is typed: `owner:"Finance and more" invoices`.

export type Words<K extends string> = { pairs: Partial<Record<K, string>>; text: string }

const PIECE = /(?:[^\s"]|"[^"]*"?)+/g

/** A pair whose value is still to be typed says nothing yet; a name that is not known is a word like others. */
export function readWords<K extends string>(typed: string, names: readonly K[]): Words<K> {
  const pairs: Partial<Record<K, string>> = {}
  const rest: string[] = []
  for (const [piece] of typed.matchAll(PIECE)) {
    const [, name, value = ''] = /^(\w+):(.*)$/s.exec(piece) ?? []
    const known = names.find((one) => one === name)
    if (known === undefined) rest.push(piece)
    else if (bare(value)) pairs[known] = bare(value)
  }
  return { pairs, text: rest.join(' ') }
}

const bare = (value: string): string => value.replaceAll('"', '').trim()

/** The same as a person would type it. */
export function showWords<K extends string>({ pairs, text }: Words<K>, names: readonly K[]): string {
  const written = names.flatMap((name) => {
    const value = pairs[name]
    return value ? [`${name}:${/\s/.test(value) ? `"${value}"` : value}`] : []
  })
  return [...written, ...(text ? [text] : [])].join(' ')
}
