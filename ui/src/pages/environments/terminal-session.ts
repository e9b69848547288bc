// A terminal over the API: what it shows comes as a stream, what is typed goes as requests, one after the other.
//
// Bytes are numbered both ways, so a connection that breaks loses nothing and nothing comes twice.

import { call, Refused } from '~/api/call'
import type { TerminalEnd, TerminalEvent, TerminalSize } from '~/api/schema'
import { platform } from '~/platform'
import type { StreamEnd } from '~/platform/types'

/** Nobody knows why if the connection was lost for too long. */
export type End = TerminalEnd | 'lost'

export type Session = {
  type: (text: string) => void
  resize: (size: TerminalSize) => void
  close: () => void
}

type Handlers = {
  /** Draws it, and says when that is done: only then more is asked for. */
  onShown: (bytes: Uint8Array, onDrawn: () => void) => void
  /** Whether the connection is broken just now. */
  onBroken: (isBroken: boolean) => void
  onEnd: (why: End) => void
}

const encoder = new TextEncoder()
/** A paste is sent in pieces; the coordinator takes no longer ones. */
const LONGEST = 16_384
/** The shell waits while four times as much is drawn that nobody has confirmed. */
const CONFIRM_EVERY = 65_536
/** Half a minute, after which the coordinator has ended it anyway. */
const WAITS_MS = [200, 500, 1000, 2000, 4000, 6000, 8000, 8000]

const LAST_WORD_MS = 2000

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms))

export const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
export const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

/** What has not arrived yet of bytes that end at `next`, after so many have. */
export const fresh = (bytes: Uint8Array, next: number, arrived: number): Uint8Array => bytes.subarray(Math.max(0, bytes.length - Math.max(0, next - arrived)))

/** Asks again while nobody answers or the coordinator is busy; what is asked has to bear it. */
async function persist<T>(ask: () => Promise<T>): Promise<T> {
  for (const wait of WAITS_MS) {
    try {
      return await ask()
    } catch (error) {
      if (error instanceof Refused && error.problem.status < 500) throw error
    }
    await pause(wait)
  }
  return ask()
}

type Send = (at: number, bytes: Uint8Array) => Promise<unknown>

/** Keys must arrive in their order, so one request waits for the other; what is typed meanwhile travels together. */
export function inOrder(send: Send, onLost: () => void): (text: string) => void {
  let waiting: Uint8Array[] = []
  let at = 0
  let isSending = false
  const go = async () => {
    isSending = true
    try {
      while (waiting.length > 0) {
        const all = joined(waiting)
        const piece = all.subarray(0, LONGEST)
        waiting = all.length > LONGEST ? [all.subarray(LONGEST)] : []
        await send(at, piece)
        at += piece.length
      }
    } catch {
      waiting = []
      onLost()
    }
    isSending = false
  }
  return (text) => {
    waiting.push(encoder.encode(text))
    if (!isSending) void go()
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}

/** Says only the newest, one after the other. */
export function newest<T>(say: (value: T) => Promise<unknown>): (value: T) => void {
  let next: { value: T } | undefined
  let isSaying = false
  const go = async () => {
    isSaying = true
    while (next) {
      const { value } = next
      next = undefined
      await say(value).catch(() => undefined)
    }
    isSaying = false
  }
  return (value) => {
    next = { value }
    if (!isSaying) void go()
  }
}

/** Reads what a terminal shows until it is over, and asks for the rest of a stream that breaks. Answers how to hang up. */
function follow(address: string, confirm: (bytes: number) => void, { onShown, onBroken, onEnd }: Handlers): () => void {
  let stop: (() => void) | undefined
  let isOver = false
  let [arrived, confirmed, tries] = [0, 0, 0]
  const hangUp = () => {
    isOver = true
    stop?.()
  }
  const end = (why: End) => {
    if (isOver) return
    hangUp()
    onEnd(why)
  }
  const onEvent = ({ data }: { data: string }) => {
    const event = JSON.parse(data) as TerminalEvent
    if (event.type === 'end') return end(event.why)
    const news = fresh(fromBase64(event.bytes), event.next, arrived)
    arrived = Math.max(arrived, event.next)
    const drawn = arrived
    onShown(news, () => {
      if (isOver || drawn - confirmed < CONFIRM_EVERY) return
      confirmed = drawn
      confirm(drawn)
    })
  }
  const onActivity = () => {
    if (tries > 0) onBroken(false)
    tries = 0
  }
  const listen = () => {
    stop = platform.stream(`${address}?after=${arrived}`, undefined, { onEvent, onActivity, onEnd: onBreak })
  }
  const again = async () => {
    const wait = WAITS_MS[tries]
    if (isOver) return
    if (wait === undefined) return end('lost')
    tries += 1
    onBroken(true)
    await pause(wait)
    if (!isOver) listen()
  }
  const onBreak = ({ problem }: StreamEnd) => void (problem && problem.status < 500 ? end('lost') : again())
  listen()
  return hangUp
}

/** Opens a terminal in an environment. */
export async function openTerminal(environment: string, size: TerminalSize, handlers: Handlers): Promise<Session> {
  const { id: terminal } = await call('post', '/v1/environments/{id}/terminals', { path: { id: environment }, body: size })
  const path = { id: environment, terminal }
  const address = `/v1/environments/${encodeURIComponent(environment)}/terminals/${encodeURIComponent(terminal)}`
  // A page that goes away takes its shell along.
  const letGo = platform.hold({ method: 'DELETE', path: address })
  const confirm = newest((bytes: number) => call('put', '/v1/environments/{id}/terminals/{terminal}/seen', { path, body: { bytes } }))
  let isOver = false
  const end = (why: End) => {
    if (isOver) return
    isOver = true
    hangUp()
    letGo()
    handlers.onEnd(why)
  }
  const hangUp = follow(address, confirm, { ...handlers, onEnd: end })
  const send: Send = (at, bytes) => persist(() => call('put', '/v1/environments/{id}/terminals/{terminal}/input', { path, body: { at, bytes: toBase64(bytes) } }))
  return {
    // Why nothing can be typed any more, the stream says; unless that is lost too.
    type: inOrder(send, () => void pause(LAST_WORD_MS).then(() => end('lost'))),
    resize: newest((body) => call('put', '/v1/environments/{id}/terminals/{terminal}/size', { path, body })),
    close: () => {
      if (isOver) return
      isOver = true
      hangUp()
      letGo()
      void call('delete', '/v1/environments/{id}/terminals/{terminal}', { path }).catch(() => undefined)
    },
  }
}
