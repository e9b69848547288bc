// The logs of several tasks as one, in the order of their times. Every line says whose it is.

import type { LogChunk } from '~/api/schema'
import { LogLines } from './lines'
import { type LogState, PAGE_BYTES, type ReadPage } from './source'

export type MergedTask = { id: string; name: string; attempt: number }

/** A round of reading after the other, as long as something is still written. */
const AGAIN_MS = 1500

type Reading = { task: MergedTask; read: ReadPage; next: number; isComplete: boolean }

export class MergedLog {
  readonly lines = new LogLines()
  state: LogState = { version: 0, phase: 'reading', size: 0, skipped: 0, problem: undefined }
  #readings = new Map<string, Reading>()
  #listeners = new Set<() => void>()
  #abort = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isReading = false

  constructor(private readonly reader: (id: string, attempt: number) => ReadPage) {}

  listen = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  snapshot = (): LogState => this.state

  /** The tasks that have begun; another attempt of one is another log. */
  show(tasks: MergedTask[]): void {
    for (const task of tasks) {
      const key = `${task.id} ${task.attempt}`
      if (task.attempt > 0 && !this.#readings.has(key)) this.#readings.set(key, { task, read: this.reader(task.id, task.attempt), next: 0, isComplete: false })
    }
    void this.#round()
  }

  resume(): void {
    this.#change({ phase: 'reading', problem: undefined })
    void this.#round()
  }

  stop(): void {
    this.#abort.abort()
    clearTimeout(this.#timer)
    this.#abort = new AbortController()
    this.#isReading = false
  }

  /** Reads what is new of each, and lays it out in the order of its times. */
  async #round(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    clearTimeout(this.#timer)
    const { signal } = this.#abort
    try {
      const open = [...this.#readings.values()].filter(({ isComplete }) => !isComplete)
      const read = await Promise.all(open.map((reading) => readOn(reading, signal)))
      if (signal.aborted) return
      const chunks = read.flat().toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))
      for (const chunk of chunks) this.lines.feed(chunk)
      this.#isReading = false
      const isOver = [...this.#readings.values()].every(({ isComplete }) => isComplete)
      this.#change({ phase: isOver ? 'complete' : 'following', size: this.state.size + chunks.reduce((sum, { length }) => sum + length, 0) })
      if (!isOver) this.#timer = setTimeout(() => void this.#round(), AGAIN_MS)
    } catch (problem) {
      this.#isReading = false
      if (!signal.aborted) this.#change({ phase: 'failed', problem: problem as Error })
    }
  }

  #change(part: Partial<LogState>): void {
    this.state = { ...this.state, ...part, version: this.state.version + 1 }
    for (const listener of this.#listeners) listener()
  }
}

async function readOn(reading: Reading, signal: AbortSignal): Promise<(LogChunk & { source: string })[]> {
  const page = await reading.read(reading.next, PAGE_BYTES, signal)
  reading.next = page.next
  reading.isComplete = page.is_complete && page.next >= page.size
  return page.chunks.map((chunk) => ({ ...chunk, source: reading.task.name }))
}
