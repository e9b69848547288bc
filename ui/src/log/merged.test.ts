import { expect, test, vi } from 'vitest'
import type { LogChunk, LogPage } from '~/api/schema'
import { textOf } from './lines'
import { MergedLog } from './merged'

const chunk = (at: number, text: string): LogChunk => ({ at: new Date(at).toISOString(), text, stream: 'stdout', offset: 0, length: text.length, is_damaged: false, gap: null })
const page = (chunks: LogChunk[], isComplete: boolean): LogPage => ({ attempt: 1, chunks, next: chunks.length, size: chunks.length, is_complete: isComplete })

test('lines of several tasks stand in the order of their times, and half a line of one is not torn by another', async () => {
  const pages: Record<string, LogPage[]> = {
    'job_1.1': [page([chunk(1, 'a begins\nhalf'), chunk(5, ' a line\n')], true)],
    'job_1.2': [page([chunk(3, 'b begins\n')], false), page([chunk(9, 'b ends\n')], true)],
  }
  vi.useFakeTimers()
  const log = new MergedLog((id) => async () => pages[id]?.shift() ?? page([], true))
  log.show([
    { id: 'job_1.1', name: '1', attempt: 1 },
    { id: 'job_1.2', name: '2', attempt: 1 },
    { id: 'job_1.3', name: '3', attempt: 0 },
  ])
  await vi.waitFor(() => expect(log.state.phase).toBe('following'))
  await vi.runOnlyPendingTimersAsync()
  expect(log.state.phase).toBe('complete')
  expect(log.lines.rows.map((row) => [row.source, textOf(row)])).toEqual([
    ['1', 'a begins'],
    ['1', 'half a line'],
    ['2', 'b begins'],
    ['2', 'b ends'],
  ])
  vi.useRealTimers()
})
