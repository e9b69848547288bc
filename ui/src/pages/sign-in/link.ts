// The one-time link: `/console/#link=CODE`. The code stands after the hash, so that no server ever logs it.

import { call, Refused } from '~/api/call'
import type { ProblemKind } from '~/api/schema'
import { session, token } from '~/platform/session'
import { createStore } from '~/store'
import { noteInvitation } from './account'

/** Why the link did not sign in, if there was one. */
export const linkFailure = createStore<ProblemKind | 'unreachable' | undefined>(undefined)

export const codeIn = (hash: string): string | undefined => /^#link=([\w.~-]+)$/.exec(hash)?.[1]

/** With which somebody comes back whom GitHub or Google knows. */
const grantIn = (hash: string): string | undefined => /^#grant=([\w.~-]+)$/.exec(hash)?.[1]

export async function signInByLink(): Promise<void> {
  const [code, grant] = [codeIn(location.hash), grantIn(location.hash)]
  noteInvitation()
  if (code !== undefined) await exchange(async () => (await call('post', '/v1/console/sessions', { body: { code } })).token)
  else if (grant !== undefined) await exchange(async () => (await call('post', '/v1/auth/desktop-handoff/exchange', { body: { grant } })).token)
  else if (token.get() === null) session.set({ isOpen: false, why: 'none' })
}

async function exchange(open: () => Promise<string>): Promise<void> {
  try {
    const opened = await open()
    forgetCode()
    token.keep(opened)
  } catch (error) {
    // While nobody has answered, the code is unspent: it stays in the address, and a reload tries it again.
    const why = error instanceof Refused ? error.problem.error : 'unreachable'
    if (why !== 'unreachable') forgetCode()
    linkFailure.set(why)
    if (token.get() === null) session.set({ isOpen: false, why: 'none' })
  }
}

/** A spent code has no place in the address or the history. */
function forgetCode(): void {
  history.replaceState(history.state, '', location.pathname + location.search)
}
