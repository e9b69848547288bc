// What the console needs of its surroundings. There are two: a browser and the desktop window.
// Nothing outside of this folder knows which one it is, except to word a sentence.

import type { Problem } from '~/api/schema'

export type ApiRequest = {
  method: string
  /** Path and query, beginning with `/v1/`. */
  path: string
  headers?: Record<string, string>
  body?: string
  signal?: AbortSignal
}

export type ApiAnswer = {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Uint8Array
}

/** One server-sent event. */
export type ServerEvent = { id: string | undefined; data: string }

export type StreamHandlers = {
  onEvent: (event: ServerEvent) => void
  /** Bytes arrived, if only a comment: the other end lives. */
  onActivity: () => void
  /** The stream is over and will not come back by itself. A problem says why, if the coordinator did. */
  onEnd: (cause: StreamEnd) => void
}

export type StreamEnd = { problem?: Problem }

/** What the desktop app says about its coordinator. A browser has always reached one. */
export type AppState = { mode: 'embedded' | 'attached' } | { mode: 'failed'; problem: Problem }

/** Something the desktop shell asks the console to do. */
export type ShellRequest = { kind: 'run_job' } | { kind: 'quit'; here: number; elsewhere: number }

export interface Platform {
  readonly kind: 'browser' | 'desktop'
  request(request: ApiRequest): Promise<ApiAnswer>
  stream(path: string, lastEventId: string | undefined, handlers: StreamHandlers): () => void
  openExternal(url: string): Promise<void>
  /** Saves what a link of the coordinator leads to, under this name. */
  download(path: string, name: string): Promise<void>
  appState(): Promise<AppState>
  /** Follows what the desktop shell asks for; a browser never asks. */
  onShellRequest(handle: (request: ShellRequest) => void): () => void
  confirmQuit(): Promise<void>
  /** The person wants to go on: the next wish to quit asks again. */
  declineQuit(): Promise<void>
}
