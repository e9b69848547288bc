// One typed function for every route of `openapi.json`: `call('get', '/v1/jobs/{id}', { path: { id } })`.

import { said, sayerHasCome } from '~/messages/said'
import { platform } from '~/platform'
import { problemFrom, problemIn } from '~/platform/problem'
import type { paths, Problem } from './schema'

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type PathWith<M extends Method> = {
  [P in keyof paths]: paths[P] extends Record<M, { responses: unknown }> ? P : never
}[keyof paths]
type Operation<M extends Method, P extends keyof paths> = paths[P] extends Record<M, infer O> ? O : never

type Part<O, K extends string> = O extends { parameters: { [N in K]?: infer V } } ? NonNullable<V> : never
type Sent<O> = O extends { requestBody?: infer R } ? NonNullable<R> : never
type Body<O> = [Sent<O>] extends [never] ? never : Sent<O> extends { content: { 'application/json': infer B } } ? B : never
type Content<R> = R extends { content: { 'application/json': infer C } } ? C : undefined
type Success<R> = { [S in keyof R]: S extends 200 | 201 | 202 | 204 ? Content<R[S]> : never }[keyof R]
export type Answer<O> = O extends { responses: infer R } ? Success<R> : never

type Given<K extends string, V> = [V] extends [never] ? { [N in K]?: never } : { [N in K]: V }
type Options<O> = Given<'path', Part<O, 'path'>> &
  Given<'body', Body<O>> & { query?: Part<O, 'query'>; headers?: Record<string, string>; signal?: AbortSignal }

/** The coordinator refused, and said why: the message is what people read, the problem what it said. */
export class Refused extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(said(problem.detail))
  }
}

/** Nobody answered, or somebody else did. */
export class Unreachable extends Error {}

export async function call<M extends Method, P extends PathWith<M>>(
  method: M,
  path: P,
  options: Options<Operation<M, P>>,
): Promise<Answer<Operation<M, P>>> {
  const { body } = await send(method, path as string, options as Loose)
  return (body.length === 0 ? undefined : JSON.parse(new TextDecoder().decode(body))) as Answer<Operation<M, P>>
}

/** Has a file downloaded by a link of a quarter of an hour, so that no token stands in an address. */
export async function download(path: PathWith<'get'>, parts: Record<string, string>, query: Loose['query'], name: string): Promise<void> {
  const { url } = await call('post', '/v1/downloads', { body: { path: expand(path as string, parts) + search(query) } })
  await platform.download(url, name)
}

/** Makes a create safe to send again: the coordinator answers the second one with the result of the first. */
export const idempotencyKey = (): Record<string, string> => ({ 'idempotency-key': randomKey() })

/** `crypto.randomUUID` exists on secure origins only, and a tailnet address is none. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Loose = {
  path?: Record<string, string>
  query?: Record<string, string | number | null | undefined>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** No reading takes longer, unless whoever answers hangs. */
const LONGEST_READING_MS = 60_000

/** Until the caller does not want the answer any more, or has waited for too long. */
function patience(method: Method, signal: AbortSignal | undefined): AbortSignal | undefined {
  if (method !== 'get') return signal
  const deadline = AbortSignal.timeout(LONGEST_READING_MS)
  if (!signal) return deadline
  const either = new AbortController()
  for (const one of [signal, deadline]) {
    if (one.aborted) either.abort(one.reason)
    one.addEventListener('abort', () => either.abort(one.reason), { once: true })
  }
  return either.signal
}

async function send(method: Method, path: string, { path: parts, query, body, headers, signal }: Loose) {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  const request = {
    method: method.toUpperCase(),
    path: expand(path, parts) + search(query),
    headers: { accept: 'application/json', ...type, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
  const until = patience(method, signal)
  const answer = await platform.request({ ...request, ...(until ? { signal: until } : {}) }).catch((cause: unknown) => {
    if (signal?.aborted) throw cause
    const problem = problemFrom(cause)
    throw problem ? new Refused(problem, undefined) : new Unreachable('no answer', { cause })
  })
  await sayerHasCome()
  if (answer.status < 300) return answer
  const problem = problemIn(answer.body)
  if (!problem) throw new Unreachable(`status ${answer.status} without a problem`)
  throw new Refused(problem, Number(answer.headers['retry-after']) || undefined)
}

function expand(path: string, parts: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ''))
}

export function search(query: Loose['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text && `?${text}`
}
