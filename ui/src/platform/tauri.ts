// The console in the desktop window: two commands carry the whole API, in process and without a token.

import { Channel, invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import { save } from '~/format/save'
import { problemFrom } from './problem'
import { ServerEventParser } from './server-events'
import type { ApiAnswer, ApiRequest, AppState, DesktopApp, FoundUpdate, Link, Manners, Platform, Profile, RestoredBackup, ShellRequest, StreamHandlers } from './types'

const NEWLINE = 10
const decoder = new TextDecoder()

/** An answer is one line of JSON, `[status, headers]`, and then the body as it is. */
export function splitAnswer(buffer: ArrayBuffer): ApiAnswer {
  const bytes = new Uint8Array(buffer)
  const end = bytes.indexOf(NEWLINE)
  const [status, headers] = JSON.parse(decoder.decode(bytes.subarray(0, end))) as [number, Record<string, string>]
  return { status, headers, body: bytes.subarray(end + 1) }
}

async function request({ method, path, headers = {}, body }: ApiRequest): Promise<ApiAnswer> {
  return splitAnswer(await invoke<ArrayBuffer>('api', { request: { method, path, headers, body: body ?? null } }))
}

/** The Rust side sends only as much as was acknowledged, so a slow page slows its own stream and nothing else. */
function stream(path: string, lastEventId: string | undefined, handlers: StreamHandlers): () => void {
  const headers = lastEventId === undefined ? {} : { 'last-event-id': lastEventId }
  const parser = new ServerEventParser(handlers.onEvent)
  const unacknowledged: number[] = []
  let id: number | undefined
  let isClosed = false

  const acknowledge = () => {
    if (id === undefined) return
    for (const bytes of unacknowledged.splice(0)) void invoke('stream_ack', { id, bytes })
  }
  const end = (problem: unknown) => {
    if (isClosed) return
    isClosed = true
    const found = problemFrom(problem)
    handlers.onEnd(found ? { problem: found } : {})
  }

  const to = new Channel<ArrayBuffer>((buffer) => {
    if (isClosed) return
    // An empty piece is the end: the coordinator closed the stream.
    if (buffer.byteLength === 0) return end(undefined)
    handlers.onActivity()
    parser.feed(new Uint8Array(buffer))
    unacknowledged.push(buffer.byteLength)
    acknowledge()
  })
  const open = async () => {
    id = await invoke<number>('stream_open', { request: { method: 'GET', path, headers, body: null }, to })
    if (isClosed) void invoke('stream_close', { id })
    else acknowledge()
  }
  open().catch(end)

  return () => {
    if (isClosed) return
    isClosed = true
    if (id !== undefined) void invoke('stream_close', { id })
  }
}

let heldBefore = 0

/** The app knows of it from the beginning, because this page has no last breath when its process ends. */
function hold({ method, path, headers = {}, body }: ApiRequest): () => void {
  const id = (heldBefore += 1)
  void invoke('hold', { id, request: { method, path, headers, body: body ?? null } })
  return () => void invoke('let_go', { id })
}

function onShellRequest(handle: (request: ShellRequest) => void): () => void {
  const stops = [
    listen<string>('menu_chosen', ({ payload }) => handle({ kind: 'menu', entry: payload })),
    listen('link_arrived', () => handle({ kind: 'link' })),
    listen<{ here: number; elsewhere: number }>('quit_requested', ({ payload }) => handle({ kind: 'quit', ...payload })),
  ]
  // What was asked before somebody listened is asked again.
  void Promise.all(stops).then(() => invoke('listening'))
  return () => {
    for (const stop of stops) void stop.then((unlisten) => unlisten())
  }
}

/** Says that the page is seen, once it was: until then the app thinks that its renderer does not work. */
export function tellPainted(): void {
  requestAnimationFrame(() => requestAnimationFrame(() => void invoke('painted')))
}

const app: DesktopApp = {
  takeLink: () => invoke<Link | null>('take_link'),
  profiles: () => invoke<Profile[]>('profiles'),
  showProfile: (id) => invoke('show_profile', { id }),
  addProfile: (profile) => invoke<string>('add_profile', profile),
  forgetProfile: (id) => invoke('forget_profile', { id }),
  manners: () => invoke<Manners>('manners'),
  changeManners: (change) => invoke('change_manners', { change }),
  restoreBackup: (name) => invoke<RestoredBackup>('restore_backup', { name }),
  speak: (language) => invoke('speak', { language }),
  chooseEntry: (entry) => invoke('choose_entry', { entry }),
  lookForUpdate: () => invoke<FoundUpdate>('look_for_update'),
  takeUpdate: () => invoke('take_update'),
  fillGate: (values) => invoke('fill_gate', { values }),
}

export const desktop: Platform = {
  kind: 'desktop',
  app,
  request,
  hold,
  stream,
  download: async (path, name) => save((await request({ method: 'GET', path })).body, name),
  openExternal: (url) => invoke('open_external', { url }),
  appState: () => invoke<AppState>('app_state'),
  onShellRequest,
  confirmQuit: () => invoke('quit_confirmed'),
  declineQuit: () => invoke('quit_declined'),
}
