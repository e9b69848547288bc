import { expect, test } from 'vitest'
import type { LogChunk, LogPage, StreamEvent } from '~/api/schema'
import type { Topic } from '~/live/stream'
import { textOf } from './lines'
import { LogSource } from './source'

const chunk = (offset: number, text: string): LogChunk => ({
  offset,
  length: new TextEncoder().encode(text).length,
  stream: 'stdout',
  at: '2026-01-01T00:00:00.000Z',
  text,
})

const page = (chunks: LogChunk[], size: number, is_complete = false): LogPage => {
  const last = chunks.at(-1)
  return { attempt: 1, chunks, next: last ? last.offset + last.length : size, size, is_complete }
}

function open(pages: LogPage[], isWhole = false) {
  const topics: Topic[] = []
  const asked: number[] = []
  const read = async (from: number) => {
    asked.push(from)
    const next = pages.shift()
    if (!next) throw new Error('away')
    return next
  }
  const follow = (topic: Topic) => {
    topics.push(topic)
    return () => topics.splice(topics.indexOf(topic), 1)
  }
  const source = new LogSource('job_1', 1, read, follow, isWhole, (run) => run())
  const tell = (chunks: LogChunk[], next: number, is_complete = false): void => {
    const event: StreamEvent = { type: 'log', job: 'job_1', attempt: 1, chunks, next, is_complete }
    for (const topic of topics.slice()) topic.onEvent(event)
  }
  return { source, topics, asked, tell, text: () => source.lines.rows.map(textOf) }
}

test('it reads to the end, then follows from there until the log is complete', async () => {
  const { source, topics, asked, tell, text } = open([page([chunk(0, 'one\n')], 8), page([chunk(4, 'two\n')], 8)])
  await source.start()
  expect(asked).toEqual([0, 4])
  expect(topics.map((topic) => topic.name())).toEqual(['log:job_1:1:8'])

  tell([chunk(8, 'three\n')], 14)
  expect(topics.map((topic) => topic.name())).toEqual(['log:job_1:1:14'])
  tell([], 14, true)
  expect(text()).toEqual(['one', 'two', 'three'])
  expect([source.state.phase, topics.length]).toEqual(['complete', 0])
})

const MANY = 1_000_000_000

test('of a long log the end is read, from the first line that is whole, and followed', async () => {
  const end = 'half a line\nlast but one\nlast\n'
  const { source, asked, topics, text } = open([page([chunk(0, 'first\n')], MANY), page([chunk(MANY - end.length, end)], MANY)])
  await source.start()
  expect(asked).toEqual([0, MANY - (1 << 19)])
  expect(text()).toEqual(['last but one', 'last'])
  expect(source.state.skipped).toBe(MANY - (1 << 19))
  expect(topics.map((topic) => topic.name())).toEqual([`log:job_1:1:${MANY}`])
})

test('a long log that is wanted whole is read from its start', async () => {
  const { source, asked } = open([page([chunk(0, 'first\n')], MANY), page([], MANY)], true)
  await source.start()
  expect(asked).toEqual([0, 6])
  expect(source.state.skipped).toBe(0)
})

test('a stream that was opened again may repeat itself', async () => {
  const { source, tell, text } = open([page([], 0)])
  await source.start()
  tell([chunk(0, 'añb\n')], 5)
  tell([chunk(0, 'añb\n')], 5)
  tell([chunk(0, 'añb\nc\n')], 7)
  expect(text()).toEqual(['añb', 'c'])
})

test('after a failure it reads on from where it stopped', async () => {
  const pages = [page([chunk(0, 'one\n')], 8)]
  const { source, asked, text } = open(pages)
  await source.start()
  expect(source.state.phase).toBe('failed')
  pages.push(page([chunk(4, 'two\n')], 8, true))
  source.resume()
  await expect.poll(() => source.state.phase).toBe('complete')
  expect(asked).toEqual([0, 4, 4])
  expect(text()).toEqual(['one', 'two'])
})

test('what is missing at the end is shown, and damage before what it befell', async () => {
  const gap: LogChunk = { ...chunk(4, ''), stream: 'system', text: 'muster: 7 bytes are missing here: x\n', gap: { missing_bytes: 7, reason: 'not_kept' } }
  const { source, text } = open([page([{ ...chunk(0, 'one\n'), is_damaged: true }, gap], 4, true)])
  await source.start()
  expect(text()).toEqual(['The disk has changed some of the next 4 bytes', 'one', 'muster: 7 bytes are missing here: x'])
  expect(source.state.phase).toBe('complete')
})
