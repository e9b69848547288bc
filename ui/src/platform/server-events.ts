// Reads server-sent events from bytes, in whatever pieces they arrive.

import type { ServerEvent } from './types'

export class ServerEventParser {
  #decoder = new TextDecoder()
  #rest = ''
  #data: string[] = []
  #id: string | undefined

  constructor(private readonly onEvent: (event: ServerEvent) => void) {}

  feed(bytes: Uint8Array): void {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true })
    // A final CR may be the first half of a CR LF, so it waits for the next piece.
    const end = text.endsWith('\r') ? text.length - 1 : text.length
    const lines = text.slice(0, end).split(/\r\n|\n|\r/)
    this.#rest = (lines.pop() ?? '') + text.slice(end)
    for (const line of lines) this.#line(line)
  }

  #line(line: string): void {
    if (line === '') return this.#dispatch()
    const colon = line.indexOf(':')
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.#data.push(value)
    if (field === 'id' && !value.includes('\0')) this.#id = value
  }

  #dispatch(): void {
    if (this.#data.length === 0) return
    const data = this.#data.join('\n')
    this.#data = []
    this.onEvent({ id: this.#id, data })
  }
}
