// Reads `name=value` lines, as people type labels and variables.

export type Pairs = { ok: Record<string, string> } | { wrongLine: number }

export function parsePairs(text: string): Pairs {
  const pairs: Record<string, string> = {}
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const at = line.indexOf('=')
    const name = line.slice(0, at).trim()
    if (at < 1 || name === '') return { wrongLine: index + 1 }
    pairs[name] = line.slice(at + 1).trim()
  }
  return { ok: pairs }
}

export const showPairs = (pairs: Record<string, unknown> = {}): string =>
  Object.entries(pairs)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join('\n')

/** Labels are typed: `true` is a truth, `4` a number, `"4"` a text. */
export function labelValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  if (/^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)) return Number(text)
  return /^".*"$/.test(text) ? text.slice(1, -1) : text
}
