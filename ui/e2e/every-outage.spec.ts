// A coordinator that goes, comes back, is slow or broken: every page says so, keeps what it had, and recovers by itself.

import type { Page, Route } from '@playwright/test'
import { Coordinator } from './coordinator'
import { addresses, open, settled } from './routes'
import { type Places, setScene } from './scene'
import { expect, test } from './test'

let coordinator: Coordinator
let places: Places

test.beforeAll(async () => {
  test.setTimeout(120_000)
  coordinator = await Coordinator.thatHasEverything()
  places = await setScene(coordinator)
})
test.afterAll(() => coordinator.remove())
test.beforeEach(() => test.setTimeout(240_000))

/** A form that begins empty asks the coordinator for nothing. */
const READ_NOTHING = new Set(['/templates/new'])

async function enter(page: Page): Promise<string[]> {
  await page.goto(await coordinator.link())
  await page.locator('h1').waitFor()
  return (await addresses(page, places)).filter((address) => !READ_NOTHING.has(address))
}

/** Goes to a page as its link would, without loading the console again. */
const follow = (page: Page, address: string) =>
  page.evaluate((to) => {
    const { __TSR_ROUTER__: router } = globalThis as unknown as { __TSR_ROUTER__: { navigate: (where: { to: string }) => Promise<void> } }
    return router.navigate({ to })
  }, address)

const alerts = (page: Page) => page.getByRole('main').getByRole('alert')
const isAway = (page: Page) => page.getByRole('navigation').getByText('Reconnecting')

/** The words of a page that do not change with the time. */
const words = async (page: Page): Promise<string[]> => {
  const text = await page.getByRole('main').innerText()
  return text.split('\n').filter((line) => line.length > 2 && !/\d/.test(line))
}

/** What a page says when it says the same twice: a check may still have been going on. */
async function settledWords(page: Page): Promise<string[]> {
  let before = await words(page)
  await expect(async () => {
    const again = await words(page)
    const isSame = again.join('\n') === before.join('\n')
    before = again
    expect(isSame).toBe(true)
  }).toPass({ intervals: [400] })
  return before
}

test('while it is away, and after it came back, every open page has what it had', async ({ page }) => {
  for (const address of await enter(page)) {
    await open(page, coordinator.url, address)
    const before = await settledWords(page)
    await coordinator.kill()
    await expect(isAway(page), address).toBeVisible()
    const meanwhile = await words(page)
    expect.soft(before.filter((line) => !meanwhile.includes(line)), `lost on ${address}`).toEqual([])
    await coordinator.serve()
    await expect(isAway(page), address).toBeHidden({ timeout: 30_000 })
    await expect.soft(alerts(page), `${address} has recovered`).toHaveCount(0)
  }
})

test('a page that is opened while it is away says so, and fills by itself', async ({ page }) => {
  const all = await enter(page)
  // The rest of the console is fetched as soon as the first page is there.
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('SettingsPage')))
  await coordinator.kill()
  await expect(isAway(page)).toBeVisible()
  for (const address of all.filter((one) => one !== '/')) {
    await follow(page, address)
    await page.locator('h1').waitFor()
    await expect.soft(alerts(page).or(page.getByRole('main').getByRole('table')).first(), address).toBeVisible()
  }
  await coordinator.serve()
  await expect(isAway(page)).toBeHidden({ timeout: 30_000 })
  for (const address of all) {
    await follow(page, address)
    await settled(page)
    await expect.soft(alerts(page), address).toHaveCount(0)
  }
})

const broken = (route: Route) =>
  route.fulfill({
    status: 500,
    contentType: 'application/problem+json',
    body: JSON.stringify({ type: 'about:blank', error: 'internal', title: 'Something broke in the coordinator', status: 500, detail: 'It was written down.', request_id: 'req_1' }),
  })

/** Everything but the live stream, which is there or not there. */
const REQUESTS = /\/(v1\/(?!stream|console)|billing\/|marketplace\/agents)/

test('where every answer is an error, a page says which, and is whole again soon after', async ({ page }) => {
  for (const address of await enter(page)) {
    await page.route(REQUESTS, broken)
    await page.goto(`${coordinator.url}/console${address}`)
    await expect.soft(page.getByText('Something broke in the coordinator').first(), address).toBeVisible()
    await page.unroute(REQUESTS)
    await expect.soft(page.getByText('Something broke in the coordinator'), `${address} has recovered`).toHaveCount(0)
    await settled(page)
  }
})

test('a proxy that answers for it is not taken for it', async ({ page }) => {
  await enter(page)
  await page.route(REQUESTS, (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }))
  await page.goto(`${coordinator.url}/console/workers`)
  await expect(alerts(page).getByText('The coordinator does not answer')).toBeVisible()
  await page.unroute(REQUESTS)
  await expect(alerts(page)).toHaveCount(0)
})

const SLOW_MS = 1500

test('while it is slow, every page shows that it loads, and nothing is called wrong', async ({ page }) => {
  const all = await enter(page)
  await page.route(REQUESTS, async (route) => {
    await new Promise((passed) => void setTimeout(passed, SLOW_MS))
    // Whoever has left the page by now does not wait for it.
    await route.continue().catch(() => undefined)
  })
  for (const address of all) {
    await page.goto(`${coordinator.url}/console${address}`)
    await expect.soft(page.getByRole('main').getByText('Loading').first(), address).toBeAttached()
    await expect.soft(alerts(page), address).toHaveCount(0)
    await settled(page)
  }
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})
