// The last lines of something that is asked for them again and again, because nobody tells when it has written more.

import { t } from '~/messages/t'
import { LogLines } from './lines'
import type { LogState } from './source'

export type ReadTail = (signal: AbortSignal) => Promise<string>

const AGAIN_MS = 3000
/** After a failure, which may be over by then. */
const LATER_MS = 10_000

export class TailLog {
  readonly lines = new LogLines()
  // Nobody knows how many lines came before, so they have no numbers.
  state: LogState = { version: 0, phase: 'reading', size: 0, skipped: 1, problem: undefined }
  #known = ''
  #listeners = new Set<() => void>()
  #abort = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly read: ReadTail) {}

  listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot = (): LogState => this.state

  /** Asks from now on, until `stop`. */
  start(): void {
    this.stop()
    this.#abort = new AbortController()
    void this.#round()
  }

  resume(): void {
    this.#change({ phase: 'reading', problem: undefined })
    this.start()
  }

  stop(): void {
    this.#abort.abort()
    clearTimeout(this.#timer)
  }

  /** Nothing writes there now; what was read stays. */
  rest(): void {
    this.stop()
    this.#change({ phase: 'complete', problem: undefined })
  }

  async #round(): Promise<void> {
    const { signal } = this.#abort
    let wait = AGAIN_MS
    try {
      if (!document.hidden) this.#take(await this.read(signal), signal)
    } catch (problem) {
      wait = LATER_MS
      if (!signal.aborted) this.#change({ phase: 'failed', problem: problem as Error })
    }
    if (!signal.aborted) this.#timer = setTimeout(() => void this.#round(), wait)
  }

  #take(read: string, signal: AbortSignal): void {
    if (signal.aborted) return
    const fresh = goesOn(this.#known, read)
    if (fresh === undefined) this.#feed('system', `${t('env_log.gap')}\n`)
    this.#feed('stdout', fresh ?? read)
    this.#known = read
    if (fresh !== '' || this.state.phase !== 'following') this.#change({ phase: 'following', size: new Blob([read]).size, problem: undefined })
  }

  #feed(stream: string, text: string): void {
    if (text) this.lines.feed({ stream, at: '', text })
  }

  #change(part: Partial<LogState>): void {
    this.state = { ...this.state, ...part, version: this.state.version + 1 }
    for (const listener of this.#listeners) listener()
  }
}

/** What is new in these last lines; nothing is known of that if they do not go on from where the ones before ended. */
export function goesOn(known: string, read: string): string | undefined {
  if (read.startsWith(known)) return read.slice(known.length)
  // The first of the lines that are known may have left the end.
  for (let at = known.indexOf('\n') + 1; at > 0 && at < known.length; at = known.indexOf('\n', at) + 1) {
    if (read.startsWith(known.slice(at))) return read.slice(known.length - at)
  }
  return undefined
}
