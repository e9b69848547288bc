// The console in a browser: `fetch` for requests, and for the one live stream too, because EventSource carries no bearer.

import { click } from '~/format/save'
import { problemIn } from './problem'
import { ServerEventParser } from './server-events'
import { organisation, token } from './session'
import type { ApiAnswer, ApiRequest, Platform, StreamHandlers } from './types'

function withBearer(headers: Record<string, string> = {}): Record<string, string> {
  const [bearer, meant] = [token.get(), organisation.get()]
  return {
    ...headers,
    ...(bearer ? { authorization: `Bearer ${bearer}` } : {}),
    ...(bearer && meant ? { 'x-muster-organisation': meant } : {}),
  }
}

async function request({ method, path, headers, body, signal }: ApiRequest): Promise<ApiAnswer> {
  const init: RequestInit = { method, headers: withBearer(headers), cache: 'no-store', redirect: 'error', credentials: 'omit' }
  if (body !== undefined) init.body = body
  if (signal) init.signal = signal
  const response = await fetch(path, init)
  const bytes = new Uint8Array(await response.arrayBuffer())
  return { status: response.status, headers: Object.fromEntries(response.headers), body: noteRefusal(response.status, bytes) }
}

const heldBack = new Set<ApiRequest>()

function hold(asked: ApiRequest): () => void {
  heldBack.add(asked)
  return () => heldBack.delete(asked)
}

// With its last breath: the browser sends these to their end although the page goes away.
addEventListener('pagehide', () => {
  for (const { method, path, headers, body } of heldBack) {
    void fetch(path, { method, headers: withBearer(headers), keepalive: true, credentials: 'omit', ...(body === undefined ? {} : { body }) })
  }
  heldBack.clear()
})

/** A 401 ends the session, whichever request met it. */
function noteRefusal(status: number, body: Uint8Array): Uint8Array {
  if (status === 401 && token.get() !== null) token.drop(problemIn(body)?.error ?? 'unauthorized')
  return body
}

async function pump(path: string, lastEventId: string | undefined, handlers: StreamHandlers, signal: AbortSignal) {
  const headers: Record<string, string> = { accept: 'text/event-stream' }
  if (lastEventId !== undefined) headers['last-event-id'] = lastEventId
  const response = await fetch(path, { headers: withBearer(headers), cache: 'no-store', redirect: 'error', credentials: 'omit', signal })
  if (!response.ok || !response.body) {
    const body = noteRefusal(response.status, new Uint8Array(await response.arrayBuffer()))
    const problem = problemIn(body)
    return problem ? { problem } : {}
  }
  const parser = new ServerEventParser(handlers.onEvent)
  const reader = response.body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return {}
    handlers.onActivity()
    parser.feed(value)
  }
}

function stream(path: string, lastEventId: string | undefined, handlers: StreamHandlers): () => void {
  const abort = new AbortController()
  pump(path, lastEventId, handlers, abort.signal).then(
    (end) => !abort.signal.aborted && handlers.onEnd(end),
    () => !abort.signal.aborted && handlers.onEnd({}),
  )
  return () => abort.abort()
}

export const browser: Platform = {
  kind: 'browser',
  app: undefined,
  request,
  hold,
  stream,
  download: async (path, name) => click(path, name),
  openExternal: async (url) => {
    window.open(url, '_blank', 'noopener,noreferrer')
  },
  appState: async () => ({ mode: 'attached' }),
  onShellRequest: () => () => {},
  confirmQuit: async () => {},
  declineQuit: async () => {},
}
