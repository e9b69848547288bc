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

type TraceEvent = { name: string; pid: number; tid: number; ts: number; tdur?: number; args?: { name?: string } }

/** What was drawn while something ran: how many frames, the longest time from one to the next, and what the page itself did meanwhile at most. */
export type Frames = { count: number; longest: number; busiest: number }

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'disabled-by-default-devtools.timeline.frame']

/** From a trace of Chromium. Times are in ms; `busiest` is time of the processor, which does not pass while another program has it. */
export async function traced(browser: Browser, page: Page, run: () => Promise<void>): Promise<Frames> {
  await browser.startTracing(page, { categories: CATEGORIES })
  await run()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const drawn = traceEvents.filter(({ name }) => name === 'DrawFrame').map(({ ts }) => ts).toSorted((a, b) => a - b)
  const tasks = ofMainThread(traceEvents)
  const frames = drawn.slice(1).map((end, index) => ({ begin: drawn[index] ?? end, end }))
  const worked = frames.map(({ begin, end }) => sum(tasks.filter(({ ts }) => ts >= begin && ts < end).map(({ tdur = 0 }) => tdur)))
  return {
    count: drawn.length,
    longest: Math.max(0, ...frames.map(({ begin, end }) => end - begin)) / 1000,
    busiest: Math.max(0, ...worked) / 1000,
  }
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

/** The tasks of the page's main thread; of several such threads, the one that did the most. */
function ofMainThread(events: TraceEvent[]): TraceEvent[] {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
  const each = mains.map(({ pid, tid }) => events.filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid))
  const [busiest = []] = each.toSorted((a, b) => sum(b.map(({ tdur = 0 }) => tdur)) - sum(a.map(({ tdur = 0 }) => tdur)))
  return busiest
}
