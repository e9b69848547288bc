// A window that is open and left alone, the first paint, and a log of a gigabyte.

import type { Page } from '@playwright/test'
import { expect, test } from '../test'
import { median, now, pause, share, tell } from './measure'

const SHELL_MS = 400
const IDLE_SHARE = 0.5
const IDLE_MS = 30_000
const LOG_MS = 300
const GIGABYTE = 1_000_000_000

test(`the shell is painted within ${SHELL_MS} ms`, async ({ console: page, browser, coordinator }) => {
  const runs: number[] = []
  for (let run = 0; run < 5; run += 1) {
    // Nothing is cached in a new context; its session is that of a browser that comes for the first time.
    // oxlint-disable-next-line no-await-in-loop
    const fresh = await browser.newPage()
    // oxlint-disable-next-line no-await-in-loop
    await fresh.goto(await coordinator.link())
    // oxlint-disable-next-line no-await-in-loop
    await fresh.getByRole('navigation').waitFor()
    // oxlint-disable-next-line no-await-in-loop
    runs.push(await fresh.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN))
    // oxlint-disable-next-line no-await-in-loop
    await fresh.close()
  }
  const paint = median(runs)
  tell('first paint of the shell', paint, 'ms', SHELL_MS)
  expect(paint).toBeLessThan(SHELL_MS)
  await expect(page.locator('h1')).toBeVisible()
})

for (const path of ['/', '/jobs', '/workers']) {
  test(`an idle window at ${path} costs next to nothing`, async ({ console: page, browser, coordinator }) => {
    await coordinator.post('/v1/jobs', { command: 'true' })
    await page.goto(`${coordinator.url}/console${path}`)
    await pause(5000)
    const used = await share(browser, () => pause(IDLE_MS))
    tell(`idle at ${path}`, used, '% of a core', IDLE_SHARE)
    expect(used).toBeLessThan(IDLE_SHARE)
  })
}

/** From the moment somebody opens the job until its last line is drawn, in the page's own time. */
const openedWithin = (page: Page, job: string) =>
  page.evaluate(async (id) => {
    const { __TSR_ROUTER__: router } = globalThis as unknown as { __TSR_ROUTER__: { navigate: (where: { to: string }) => Promise<void> } }
    const begun = performance.now()
    void router.navigate({ to: `/jobs/${id}` })
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const isShown = () => document.querySelector('[role="log"]')?.textContent?.includes('the very end') ?? false
    // oxlint-disable-next-line no-await-in-loop
    while (!isShown()) await new Promise((drawn) => void requestAnimationFrame(drawn))
    return performance.now() - begun
  }, job)

test(`a log of a gigabyte is open at its end within ${LOG_MS} ms`, async ({ console: page, coordinator }) => {
  const line = 'a line of a program that has much to say, and says it again and again'
  const command = `yes "${line}" | head -c ${GIGABYTE - 13}; printf '\\nthe very end\\n'`
  const { id } = await coordinator.post<{ id: string }>('/v1/jobs', { command })
  const begun = now()
  await expect.poll(async () => (await coordinator.get<{ state: string }>(`/v1/jobs/${id}`)).state, { timeout: 500_000, intervals: [2000] }).toBe('succeeded')
  tell('until it was written', (now() - begun) / 1000, 's', 500)
  const runs: number[] = []
  for (let run = 0; run < 5; run += 1) {
    // oxlint-disable-next-line no-await-in-loop
    await page.goto(`${coordinator.url}/console/jobs`)
    // oxlint-disable-next-line no-await-in-loop
    await page.getByRole('link', { name: id }).waitFor()
    // oxlint-disable-next-line no-await-in-loop
    await pause(1000)
    // oxlint-disable-next-line no-await-in-loop
    runs.push(await openedWithin(page, id))
  }
  const took = median(runs)
  tell('a gigabyte of log', took, 'ms', LOG_MS)
  await expect(page.getByText(/The first .* were not read/)).toBeVisible()
  expect(took).toBeLessThan(LOG_MS)
})
