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
export type AppState = { mode: 'embedded'; lacks: Lack[] } | { mode: 'attached' | 'remote' } | { mode: 'failed'; problem: Problem }

/** A setting that is missing or wrong. */
export type Lack = { variable: string; says: string }

/** Something the desktop shell asks the console to do. */
export type ShellRequest = { kind: 'menu'; entry: string } | { kind: 'quit'; here: number; elsewhere: number } | { kind: 'link' }

/** A page of the console, as its address calls it. */
export type Page = 'overview' | 'jobs' | 'workers' | 'environments' | 'schedules' | 'templates' | 'agents' | 'marketplace' | 'usage' | 'billing' | 'audit' | 'doctor' | 'settings'

/** Where somebody outside of the page wants to go. What another program asks for is asked about first. */
export type Link = (
  | { kind: 'job' | 'worker' | 'environment' | 'schedule' | 'template' | 'agent'; id: string }
  | { kind: 'page'; page: Page }
  | { kind: 'checkout_return' | 'support_bundle' }
) & { asks: boolean }

/** A coordinator that the window can show. */
export type Profile = {
  id: string
  /** Nothing for that of this machine. */
  name: string | null
  address: string | null
  is_shown: boolean
} & ({ state: 'idle' | 'connecting' | 'connected' } | { state: 'failed'; why: string })

/** Of which kinds the desktop app notifies. */
export type Notify = { job_failed: boolean; sleep: boolean; limit: boolean; environment_stops: boolean }

export type Manners = {
  version: string
  notify: Notify
  /** Nothing where it cannot be found out. */
  starts_at_login: boolean | null
  opens_links: boolean | null
  shows_menu_bar: boolean | null
  update_feed: string | null
}

export type MannersChange = { notify?: Notify; starts_at_login?: boolean; opens_links?: boolean; shows_menu_bar?: boolean }

export type RestoredBackup = { as_of: string; kept_aside: string | null }

export type FoundUpdate = { state: 'off' | 'newest' } | { state: 'newer'; version: string; notes: string | null }

/** What only the desktop app can do. */
export interface DesktopApp {
  /** The link that waits, handed over once. */
  takeLink(): Promise<Link | null>
  profiles(): Promise<Profile[]>
  /** Ends this page and loads it for another coordinator. */
  showProfile(id: string): Promise<void>
  addProfile(profile: { address: string; name: string; token: string }): Promise<string>
  forgetProfile(id: string): Promise<void>
  manners(): Promise<Manners>
  changeManners(change: MannersChange): Promise<void>
  /** Puts a backup in the place of everything that this machine's coordinator has, after the person was asked outside of the page. */
  restoreBackup(name: string): Promise<RestoredBackup>
  /** What the app says outside of the page is said in this language from now on. */
  speak(language: string): Promise<void>
  /** Does what an entry of the app's menu bar says. */
  chooseEntry(entry: string): Promise<void>
  lookForUpdate(): Promise<FoundUpdate>
  takeUpdate(): Promise<void>
  /** Takes what plans lack, by the names of variables, and starts this machine's coordinator again with it. */
  fillGate(values: Record<string, string>): Promise<void>
}

export interface Platform {
  readonly kind: 'browser' | 'desktop'
  /** Nothing in a browser. */
  readonly app: DesktopApp | undefined
  request(request: ApiRequest): Promise<ApiAnswer>
  /** Sends it when the page goes away, unless it is let go before by the function that is answered. */
  hold(request: ApiRequest): () => void
  stream(path: string, lastEventId: string | undefined, handlers: StreamHandlers): () => void
  openExternal(url: string): Promise<void>
  /** Saves what a link of the coordinator leads to, under this name. */
  download(path: string, name: string): Promise<void>
  appState(): Promise<AppState>
  /** Follows what the desktop shell asks for; a browser never asks. */
  onShellRequest(handle: (request: ShellRequest) => unknown): () => void
  confirmQuit(): Promise<void>
  /** The person wants to go on: the next wish to quit asks again. */
  declineQuit(): Promise<void>
}
