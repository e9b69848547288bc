// What a page costs: its process's time and memory, and the frames it drew.

import { readFileSync } from 'node:fs'
import type { Browser, Page } from '@playwright/test'

export const now = (): number => performance.now()
export const pause = (ms: number) => new Promise<void>((passed) => void setTimeout(passed, ms))

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** One line for each figure, so that a run can be read at its end. */
export function tell(what: string, value: number, unit: string, limit: number): void {
  process.stdout.write(`    ${what}: ${value.toFixed(value < 10 ? 2 : 0)} ${unit} (limit ${limit})\n`)
}

type Process = { type: string; id: number; cpuTime: number }

/** The process that draws the only page there is, by the time it has used. */
async function renderer(browser: Browser): Promise<Process> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = (await session.send('SystemInfo.getProcessInfo')) as { processInfo: Process[] }
  await session.detach()
  const [busiest] = processInfo.filter(({ type }) => type === 'renderer').toSorted((a, b) => b.cpuTime - a.cpuTime)
  if (!busiest) throw new Error('the browser draws no page')
  return busiest
}

/** How much of one core a page uses in so many milliseconds, in percent. */
export async function share(browser: Browser, run: () => Promise<unknown>): Promise<number> {
  const [before, begun] = [await renderer(browser), now()]
  await run()
  const after = await renderer(browser)
  return ((after.cpuTime - before.cpuTime) / ((now() - begun) / 1000)) * 100
}

/** What belongs to the page's process, in MB: its share of what it shares, as the system counts it. */
export async function memory(browser: Browser, page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  await session.detach()
  const { id } = await renderer(browser)
  const [, kib = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/smaps_rollup`, 'utf8')) ?? []
  return (Number(kib) * 1024) / 1e6
}

type TraceEvent = { name: string; ph: string; ts: number; dur?: number; args?: { data?: unknown } }

/** The longest time between two frames of a trace while something moved, and the longest task of the page's main thread. */
export async function traced(browser: Browser, page: Page, run: () => Promise<void>): Promise<{ gap: number; late: number; frames: number }> {
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame'] })
  await run()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const drawn = traceEvents.filter(({ name }) => name === 'DrawFrame').map(({ ts }) => ts / 1000).toSorted((a, b) => a - b)
  const gaps = drawn.slice(1).map((ts, index) => ts - (drawn[index] ?? ts))
  return { gap: Math.max(0, ...gaps), late: gaps.filter((gap) => gap > 32).length, frames: drawn.length }
}
