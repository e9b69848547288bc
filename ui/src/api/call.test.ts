import { beforeEach, expect, test, vi } from 'vitest'
import { platform } from '~/platform'
import { call, idempotencyKey, Refused, Unreachable } from './call'

const answer = (status: number, body: unknown, headers = {}) => ({
  status,
  headers,
  body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
})

beforeEach(() => {
  vi.spyOn(platform, 'request')
})

test('paths and queries are escaped, empty parameters left out', async () => {
  vi.mocked(platform.request).mockResolvedValue(answer(200, { items: [] }))
  await call('get', '/v1/jobs', { query: { search: 'a&b=c', state: '', limit: 5 } })
  await call('get', '/v1/jobs/{id}', { path: { id: '../x y' } })
  const paths = vi.mocked(platform.request).mock.calls.map(([request]) => request.path)
  expect(paths).toEqual(['/v1/jobs?search=a%26b%3Dc&limit=5', '/v1/jobs/..%2Fx%20y'])
})

test('a problem is thrown with its code, and with when to come back', async () => {
  const problem = { type: '', error: 'overloaded', title: 'Busy', status: 503, detail: 'too much', request_id: 'req_1' }
  vi.mocked(platform.request).mockResolvedValue(answer(503, problem, { 'retry-after': '7' }))
  const thrown = await call('get', '/v1/me', {}).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(Refused)
  expect(thrown).toMatchObject({ problem: { error: 'overloaded' }, retryAfterSeconds: 7 })
})

test('an error page of somebody else is no answer', async () => {
  vi.mocked(platform.request).mockResolvedValue(answer(502, '<html>Bad gateway</html>'))
  await expect(call('get', '/v1/me', {})).rejects.toBeInstanceOf(Unreachable)
})

test('no answer at all is told apart from a request that was given up', async () => {
  vi.mocked(platform.request).mockRejectedValue(new TypeError('failed to fetch'))
  await expect(call('get', '/v1/me', {})).rejects.toBeInstanceOf(Unreachable)
  await expect(call('get', '/v1/me', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(TypeError)
})

test('the desktop app refuses with a problem of its own', async () => {
  vi.mocked(platform.request).mockRejectedValue({ error: 'restarting', title: 'Starting', detail: 'the coordinator is starting' })
  await expect(call('get', '/v1/me', {})).rejects.toMatchObject({ problem: { error: 'restarting' } })
})

test('an answer without a body is nothing', async () => {
  vi.mocked(platform.request).mockResolvedValue(answer(204, ''))
  expect(await call('delete', '/v1/tokens/{id}', { path: { id: 'tok_1' } })).toBeUndefined()
})

test('every key is another one', () => {
  const keys = new Set(Array.from({ length: 100 }, () => idempotencyKey()['idempotency-key']))
  expect(keys.size).toBe(100)
})
