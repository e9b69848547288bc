// Where the pages for developers are, as seen from here.

import type { Coordinator } from '~/api/schema'

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** On the coordinator's machine its own, and elsewhere the public ones; nothing where only who brings a token would see them. */
export function portalAt({ public_url }: Pick<Coordinator, 'public_url'>, here: string | undefined): string | undefined {
  if (here && LOOPBACK.test(new URL(here).hostname)) return `${here}/portal`
  return public_url ? `${public_url}/portal` : undefined
}
