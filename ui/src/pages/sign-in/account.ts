// Signing in with an account. An invitation comes in the address behind the hash, so that no server ever logs it.

import { queryOptions } from '@tanstack/react-query'
import { call } from '~/api/call'
import { token } from '~/platform/session'
import { createStore } from '~/store'

export const waysQuery = queryOptions({
  queryKey: ['ways'],
  queryFn: ({ signal }) => call('get', '/api/auth/ways', { signal }),
})

const invitationIn = (hash: string): string | undefined => /^#invitation=(muster_invite_\w+)$/.exec(hash)?.[1]

/** The invitation with which somebody came. */
export const invitation = createStore<string | undefined>(undefined)

/** Takes the invitation out of the address, where it would stay in the history. */
export function noteInvitation(): void {
  const found = invitationIn(location.hash)
  if (found === undefined) return
  invitation.set(found)
  history.replaceState(history.state, '', location.pathname + location.search)
}

export async function signIn(email: string, password: string): Promise<void> {
  const signedIn = await call('post', '/api/auth/sign-in/email', { body: { email, password } })
  const invited = invitation.get()
  token.keep(signedIn.token)
  if (invited === undefined) return
  await call('post', '/v1/invitations/accept', { body: { token: invited } })
  invitation.set(undefined)
}

export async function signUp(name: string, email: string, password: string): Promise<void> {
  const invited = invitation.get()
  const body = { name, email, password, ...(invited === undefined ? {} : { invitation: invited }) }
  const signedIn = await call('post', '/api/auth/sign-up/email', { body })
  invitation.set(undefined)
  token.keep(signedIn.token)
}

/** Goes to somebody who knows the person; they come back to the console with a grant. */
export async function signInWith(provider: string): Promise<void> {
  const invited = invitation.get()
  const body = { provider, callbackURL: '/console/', ...(invited === undefined ? {} : { invitation: invited }) }
  const { url } = await call('post', '/api/auth/sign-in/social', { body })
  location.assign(url)
}
