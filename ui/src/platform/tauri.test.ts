import { expect, test } from 'vitest'
import { splitAnswer } from './tauri'

test('an answer is a line of JSON and then the body, byte by byte', () => {
  const head = new TextEncoder().encode('[200,{"content-type":"application/octet-stream"}]\n')
  const body = [0, 10, 255, 10]
  const answer = splitAnswer(new Uint8Array([...head, ...body]).buffer)
  expect(answer.status).toBe(200)
  expect(answer.headers).toEqual({ 'content-type': 'application/octet-stream' })
  expect([...answer.body]).toEqual(body)
})
