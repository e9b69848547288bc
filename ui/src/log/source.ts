// An attempt's log as it grows: read in pages, then followed on the live stream from where that ended.
//
// It is read from its start, or, if it is long and its end is wanted, from a little before its end. Then nobody knows how many
// lines came before, so its lines have no numbers.

import { call } from '~/api/call'
import type { LogChunk, LogPage, StreamEvent } from '~/api/schema'
import type { Topic } from '~/live/stream'
import { t } from '~/messages/t'
import { LogLines } from './lines'

export const PAGE_BYTES = 1 << 20
/** Of a log that is longer than this by far, the end alone is read. */
const END_BYTES = 1 << 19
const LONG_BYTES = 1 << 24

export type LogState = {
  /** Rises with every change, so that a component knows when to draw. */
  version: number
  phase: 'reading' | 'following' | 'complete' | 'failed'
  size: number
  /** How many bytes at the beginning were not read. */
  skipped: number
  problem: Error | undefined
}

export type ReadPage = (from: number, limit: number, signal: AbortSignal) => Promise<LogPage>

export const readPage = (id: string, attempt: number): ReadPage => (from, limit, signal) =>
  call('get', '/v1/jobs/{id}/log', { path: { id }, query: { attempt, from, limit }, signal })

export class LogSource {
  readonly lines = new LogLines()
  state: LogState = { version: 0, phase: 'reading', size: 0, skipped: 0, problem: undefined }
  #next = 0
  #listeners = new Set<() => void>()
  #isTold = false
  #abort = new AbortController()
  #unfollow: (() => void) | undefined

  constructor(
    private readonly job: string,
    private readonly attempt: number,
    private readonly read: ReadPage,
    private readonly follow: (topic: Topic) => () => void,
    /** Read from its start, however long it is. */
    private readonly isWhole = false,
    /** Many chunks may arrive between two frames; the page is drawn once. */
    private readonly nextFrame: (run: () => void) => void = (run) => requestAnimationFrame(run),
  ) {}

  listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot = (): LogState => this.state

  /** Begins, or goes on after `stop`, from where it is. */
  async start(): Promise<void> {
    this.#abort = new AbortController()
    const { signal } = this.#abort
    try {
      let page: LogPage
      do {
        page = await this.read(this.#next, this.#next === 0 && !this.isWhole ? END_BYTES : PAGE_BYTES, signal)
        if (signal.aborted) return
        if (this.#isPassedOver(page)) continue
        this.#take(page.chunks, page.next, page.size)
      } while (page.next < page.size && page.chunks.length > 0)
      if (page.is_complete) this.#complete()
      else this.#followOn()
    } catch (problem) {
      if (!signal.aborted) this.#change({ phase: 'failed', problem: problem as Error })
    }
  }

  /** Whether this first page is one of so many that the reading goes on at the end. */
  #isPassedOver({ size }: LogPage): boolean {
    if (this.isWhole || this.#next > 0 || size < LONG_BYTES) return false
    this.#next = size - END_BYTES
    this.lines.beginWithin()
    this.#change({ skipped: this.#next, size })
    return true
  }

  /** Reads on after a failure, from where it stopped. */
  resume(): void {
    if (this.state.phase !== 'failed') return
    this.#change({ phase: 'reading', problem: undefined })
    void this.start()
  }

  stop(): void {
    this.#abort.abort()
    this.#unfollow?.()
    this.#unfollow = undefined
  }

  #followOn(): void {
    this.#change({ phase: 'following' })
    this.#unfollow = this.follow({
      name: () => `log:${this.job}:${this.attempt}:${this.#next}`,
      onEvent: (event) => this.#onEvent(event),
    })
  }

  #onEvent(event: StreamEvent): void {
    if (event.type !== 'log' || event.job !== this.job || event.attempt !== this.attempt) return
    this.#take(event.chunks, event.next, Math.max(event.next, this.state.size))
    if (event.is_complete) this.#complete()
  }

  #take(chunks: LogChunk[], next: number, size: number): void {
    for (const chunk of chunks) {
      const fresh = unread(chunk, this.#next)
      if (fresh === undefined) continue
      if (chunk.is_damaged) this.lines.feed({ stream: 'system', at: chunk.at, text: `${t('log.damaged', { length: chunk.length })}\n` })
      this.lines.feed({ ...chunk, text: fresh })
      this.#next = chunk.offset + chunk.length
    }
    this.#next = Math.max(this.#next, next)
    this.#change({ size })
  }

  #complete(): void {
    this.lines.finish()
    this.#unfollow?.()
    this.#unfollow = undefined
    this.#change({ phase: 'complete' })
  }

  #change(part: Partial<LogState>): void {
    this.state = { ...this.state, ...part, version: this.state.version + 1 }
    if (this.#isTold) return
    this.#isTold = true
    this.nextFrame(() => {
      this.#isTold = false
      for (const listener of this.#listeners) listener()
    })
  }
}

/** The part of a chunk from an offset on; a stream that was opened again may repeat what is known. */
function unread(chunk: LogChunk, next: number): string | undefined {
  if (chunk.offset >= next) return chunk.text
  if (chunk.offset + chunk.length <= next) return undefined
  const raw = new TextEncoder().encode(chunk.text)
  return new TextDecoder().decode(raw.subarray(next - chunk.offset))
}
