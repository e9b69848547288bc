// Problems as they come from a wire, checked before anything believes them.

import type { Problem } from '~/api/schema'

const decoder = new TextDecoder()

/** The problem in these bytes; nothing if they hold something else, as a proxy's error page does. */
export function problemFrom(value: unknown): Problem | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { error, title, detail } = value as Record<string, unknown>
  const isProblem = typeof error === 'string' && typeof title === 'string' && typeof detail === 'string'
  return isProblem ? (value as Problem) : undefined
}

export function problemIn(body: Uint8Array): Problem | undefined {
  try {
    return problemFrom(JSON.parse(decoder.decode(body)))
  } catch {
    return undefined
  }
}
