// What stands between a page and its coordinator, hands everything on, and tells more changes than any coordinator has.

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Coordinator } from '../coordinator'

type Job = { id: string; state: string; created_at: string; attempt: number }

/** A coordinator gathers changes for as long before it tells them. */
const EVERY_MS = 60

export class Storm {
  told = 0
  url = ''
  #streams = new Set<ServerResponse>()
  #server: Server
  #timer: ReturnType<typeof setInterval> | undefined

  private constructor(
    private readonly coordinator: Coordinator,
    private readonly jobs: Job[],
  ) {
    this.#server = createServer((asked, answer) => (asked.url?.startsWith('/v1/stream') ? this.#stream(answer) : this.#handOn(asked, answer)))
  }

  static async before(coordinator: Coordinator): Promise<Storm> {
    const { items } = await coordinator.get<{ items: Job[] }>('/v1/jobs?limit=200')
    const storm = new Storm(coordinator, items)
    await new Promise<void>((ready) => void storm.#server.listen(0, '127.0.0.1', ready))
    storm.url = `http://127.0.0.1:${(storm.#server.address() as AddressInfo).port}`
    return storm
  }

  /** Begins: of all changes half are of jobs in sight, which begin and wait again, and half are new jobs. */
  blow(changesPerSecond: number): void {
    const begun = performance.now()
    this.#timer = setInterval(() => {
      const due = Math.floor(((performance.now() - begun) / 1000) * changesPerSecond)
      const items = Array.from({ length: due - this.told }, () => this.#change((this.told += 1)))
      this.#tell({ type: 'jobs', items })
    }, EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#server.closeAllConnections()
    this.#server.close()
  }

  #change(number: number): Job {
    const job = this.jobs[number % this.jobs.length] as Job
    if (number % 2 === 0) return { ...job, state: 'running', attempt: Math.floor(number / this.jobs.length) + 1 }
    return { ...job, id: `job_${10_000_000 + number}`, created_at: new Date().toISOString() }
  }

  #tell(event: object): void {
    for (const stream of this.#streams) stream.write(`data: ${JSON.stringify(event)}\n\n`)
  }

  #stream(answer: ServerResponse): void {
    answer.writeHead(200, { 'content-type': 'text/event-stream' })
    this.#streams.add(answer)
    answer.on('close', () => this.#streams.delete(answer))
    answer.write('data: {"type":"ready"}\n\n')
  }

  #handOn(asked: IncomingMessage, answer: ServerResponse): void {
    const headers = { ...asked.headers, host: new URL(this.coordinator.url).host, ...(asked.headers.origin ? { origin: this.coordinator.url } : {}) }
    const onward = request(`${this.coordinator.url}${asked.url}`, { method: asked.method ?? 'GET', headers }, (got) => {
      answer.writeHead(got.statusCode ?? 502, got.headers)
      got.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    asked.pipe(onward)
  }
}
