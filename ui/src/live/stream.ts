// The one live stream. Everything that a page wants to follow is a topic of it; when the set of topics changes, a new
// stream is opened and the old one closed only a moment after the new one is ready, so that nothing is missed in between.

import { search } from '~/api/call'
import type { Problem, StreamEvent } from '~/api/schema'
import type { Platform, StreamEnd } from '~/platform/types'
import { createStore } from '~/store'

export type Connection =
  | { phase: 'connecting' }
  | { phase: 'live' }
  | { phase: 'waiting'; until: number; attempt: number; problem: Problem | undefined }

/** A topic's name is asked for at each opening, because a log's topic carries the offset at which to go on. */
export type Topic = { name: () => string; onEvent: (event: StreamEvent) => void }

export type Timers = {
  now: () => number
  after: (ms: number, run: () => void) => () => void
  /** 0 to 1. */
  random: () => number
}

// A page that opens follows several things within a frame or two; one stream is opened for them all.
const SETTLE_MS = 50
// What nobody follows any more costs little until the next change, so it alone opens no new stream at once.
const LEAVE_MS = 5000
const FIRST_DELAY_MS = 500
const LONGEST_DELAY_MS = 15_000
// The coordinator sends a comment every 15 s, so two of them must have been lost.
const SILENCE_MS = 32_000
// A line that has missed one may be dead, and what it should have told is told by no other.
const QUIET_MS = 17_000
// One that is there answers a new line at once.
const LONGEST_DIAL_MS = 10_000
// The coordinator gathers changes for 60 ms before it tells them: what changed just before the new stream began is still
// to come on the old one.
const LINGER_MS = 300
// A browser keeps six connections to one host.
const MOST_LEAVING = 2

const browserTimers: Timers = {
  now: () => Date.now(),
  after: (ms, run) => {
    const id = setTimeout(run, ms)
    return () => clearTimeout(id)
  },
  random: () => Math.random(),
}

const nothing = () => {}

type Line = { close: () => void; watch: () => void; isReady: boolean; heardAt: number }

export class LiveStream {
  readonly connection = createStore<Connection>({ phase: 'connecting' })
  #topics = new Set<Topic>()
  #current: Line | undefined
  #next: Line | undefined
  /** Closed soon, the oldest first. */
  #leaving: Line[] = []
  #lastId: string | undefined
  #failures = 0
  #plan: { at: number; cancel: () => void } | undefined

  constructor(
    private readonly platform: Pick<Platform, 'stream'>,
    /** Events may have been missed: whatever was read before must be read again. */
    private readonly onGap: () => void,
    private readonly timers: Timers = browserTimers,
  ) {}

  follow(topic: Topic): () => void {
    this.#topics.add(topic)
    this.#openWithin(SETTLE_MS)
    return () => {
      this.#topics.delete(topic)
      this.#openWithin(LEAVE_MS)
    }
  }

  retryNow(): void {
    if (this.connection.get().phase === 'waiting') this.#openWithin(0)
  }

  /** Opens a stream then, or earlier if that was planned. */
  #openWithin(ms: number): void {
    const at = this.timers.now() + ms
    if (this.#plan && this.#plan.at <= at) return
    this.#plan?.cancel()
    this.#plan = { at, cancel: this.timers.after(ms, () => this.#open()) }
  }

  #open(): void {
    this.#plan = undefined
    this.#next?.close()
    this.#next = undefined
    if (this.#topics.size === 0) return this.#stop()
    // Who waits is told of the next try, and not for each of them that somebody is about to answer.
    if (!this.#current && this.#failures === 0) this.connection.set({ phase: 'connecting' })
    const names = new Set([...this.#topics].map((topic) => topic.name()))
    this.#next = this.#dial(`/v1/stream${search({ topics: [...names].toSorted().join(',') })}`)
  }

  #stop(): void {
    this.#current?.close()
    this.#current = undefined
    this.connection.set({ phase: 'connecting' })
  }

  #dial(path: string): Line {
    let cancelWatch = nothing
    const watch = () => {
      line.heardAt = this.timers.now()
      cancelWatch()
      cancelWatch = this.timers.after(line.isReady ? SILENCE_MS : LONGEST_DIAL_MS, () => {
        hangUp()
        this.#ended(line, {})
      })
    }
    const close = () => {
      cancelWatch()
      hangUp()
    }
    const line: Line = { close, watch, isReady: false, heardAt: this.timers.now() }
    const hangUp = this.platform.stream(path, this.#lastId, {
      onActivity: watch,
      onEvent: ({ id, data }) => {
        this.#lastId = id ?? this.#lastId
        this.#take(line, JSON.parse(data) as StreamEvent)
      },
      onEnd: (end) => {
        cancelWatch()
        this.#ended(line, end)
      },
    })
    watch()
    return line
  }

  #take(line: Line, event: StreamEvent): void {
    if (line !== this.#current && line !== this.#next && !this.#leaving.includes(line)) return
    if (event.type === 'ready') return this.#ready(line)
    if (event.type === 'resync') return this.onGap()
    if (event.type === 'bye') {
      line.close()
      return this.#ended(line, {}, event.retry_ms)
    }
    for (const topic of this.#topics) topic.onEvent(event)
  }

  #ready(line: Line): void {
    line.isReady = true
    line.watch()
    this.#failures = 0
    if (line !== this.#next) return
    const wasLive = this.#current !== undefined && this.timers.now() - this.#current.heardAt <= QUIET_MS
    if (this.#current) this.#dismiss(this.#current)
    this.#current = line
    this.#next = undefined
    this.connection.set({ phase: 'live' })
    if (!wasLive) this.onGap()
  }

  #dismiss(line: Line): void {
    this.#leaving.push(line)
    this.timers.after(LINGER_MS, () => this.#close(line))
    const [oldest] = this.#leaving
    if (!oldest || this.#leaving.length <= MOST_LEAVING) return
    this.#close(oldest)
    this.onGap()
  }

  #close(line: Line): void {
    line.close()
    this.#leaving = this.#leaving.filter((other) => other !== line)
  }

  #ended(line: Line, end: StreamEnd, retryMs?: number): void {
    if (line === this.#current) this.#current = undefined
    else if (line === this.#next) this.#next = undefined
    else return
    // The other one of the two may still be there, or be about to be.
    if (this.#next) return
    const delay = retryMs ?? this.#backoff()
    if (!this.#current) {
      const until = this.timers.now() + delay
      this.connection.set({ phase: 'waiting', until, attempt: this.#failures, problem: end.problem })
    }
    this.#openWithin(delay)
  }

  #backoff(): number {
    const delay = Math.min(FIRST_DELAY_MS * 2 ** this.#failures, LONGEST_DELAY_MS)
    this.#failures += 1
    // Between 80 and 120 percent, so that many consoles do not come back in the same moment.
    return Math.round(delay * (0.8 + 0.4 * this.timers.random()))
  }
}
