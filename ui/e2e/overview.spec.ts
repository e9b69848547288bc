import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Coordinator } from './coordinator'
import { expect, go, test } from './test'

/** What a demo's providers take their time for. */
const IN_TIME = { timeout: 90_000 }

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
}

const steps = (page: Page) => page.getByRole('region', { name: 'First steps' }).getByRole('listitem')
const needs = (page: Page) => page.getByRole('table', { name: 'Needs you' })

test('what cannot be read is called neither none nor done', async ({ page, coordinator }) => {
  await page.route(/\/v1\/(workers|cloud)\b/, (route) => route.abort())
  await page.goto(await coordinator.link())
  await expect(page.getByText('online of 1')).toBeVisible()
  await expect(steps(page).nth(1)).toContainText('Not known')
  await expect(steps(page).nth(1)).toContainText('This cannot be looked at now')
  await expect(page.getByText('No worker has joined yet')).toHaveCount(0)
  await expect(page.getByText('Not known now')).toBeVisible()
  await expect(page.getByText('No cloud is set up')).toHaveCount(0)

  await page.unrouteAll()
  await expect(steps(page).nth(1)).toContainText('Done')
  await expect(page.getByText('No cloud is set up')).toBeVisible()
})

test('while the coordinator is down no step is done, and the page says of when it is', async ({ console: page, coordinator }) => {
  await expect(steps(page).nth(1)).toContainText('Done')
  await coordinator.kill()
  await expect(page.getByText(/The coordinator does not answer\. This is how it was at \d\d:\d\d\./)).toBeVisible()
  await expect(steps(page).first()).toContainText('It does not answer')
  await expect(steps(page).nth(1)).toContainText('Not known')
  await expect(steps(page).nth(2)).toContainText('Not known')
  await expect(page.getByText('online of 1')).toBeVisible()
  expect(await faults(page)).toEqual([])

  await coordinator.serve()
  await expect(steps(page).nth(1)).toContainText('Done', { timeout: 30_000 })
  await expect(page.getByText(/This is how it was/)).toHaveCount(0)
})

test('a machine that is being made is no fault, and what it will cost is told until midnight', async ({ page }) => {
  test.slow()
  const coordinator = await Coordinator.start('--demo')
  try {
    await coordinator.post('/v1/jobs', { command: 'true' })
    await coordinator.put('/v1/cloud/rules', { ceiling_per_hour: 2_000_000, remind: false })
    await page.goto(await coordinator.link())
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await coordinator.post('/v1/workers', { name: 'w1', destination: 'cloud' })
    await expect(page.getByText('1 being made')).toBeVisible()
    await expect(page.getByRole('table', { name: 'Workers' }).getByRole('row', { name: /w1/ })).toContainText('Creating')
    await expect(page.getByText('1 disconnected')).toHaveCount(0)
    await expect(page.getByText('Away', { exact: true })).toHaveCount(0)

    await expect(page.getByText('All are here')).toBeVisible(IN_TIME)
    await expect(page.getByText(/^≈ \$[\d.]+ by \d\d:\d\d$/)).toBeVisible(IN_TIME)
    await expect(page.getByRole('link', { name: /^\$[\d.]+ of \$2\.00 an hour$/ })).toBeVisible()
    await expect(page.getByRole('img', { name: /^\$[\d.]+ of at most \$2\.00 an hour$/ })).toBeVisible()
    expect(await faults(page)).toEqual([])
  } finally {
    await coordinator.remove()
  }
})

test('everything billable is stopped from the palette, and what was not stopped is named with why', async ({ page }) => {
  test.slow()
  const coordinator = await Coordinator.start('--demo')
  try {
    await coordinator.post('/v1/workers', { name: 'w1', destination: 'cloud' })
    await page.goto(await coordinator.link())
    await expect(page.getByRole('button', { name: 'Stop everything billable' })).toBeVisible(IN_TIME)
    await page.route('**/v1/cloud/stop-everything', async (route) => {
      const spend = await coordinator.get<{ running: object[] }>('/v1/cloud/spend')
      await route.fulfill({ json: { items: spend.running.map((what) => ({ what, operation: null, problem: 'the provider is closed for the night' })), strays: [] } })
    })
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or run a command' }).fill('billable')
    await page.keyboard.press('Enter')
    const question = page.getByRole('alertdialog', { name: 'Stop everything that costs money?' })
    await expect(question).toContainText('1 thing costs money now')
    await question.getByRole('button', { name: 'Stop all of it' }).click()
    const ended = page.getByRole('dialog', { name: 'What providers confirm' })
    await expect(ended.getByText('1 is still there')).toBeVisible()
    await expect(ended.getByText('w1: the provider is closed for the night')).toBeVisible()

    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await ended.getByRole('button', { name: 'Stop again' }).click()
    await question.getByRole('button', { name: 'Stop all of it' }).click()
    await expect(ended.getByText(/^Nothing that costs money runs any more, confirmed by Render/)).toBeVisible(IN_TIME)
  } finally {
    await coordinator.remove()
  }
})

test('what waits for a label gets it: from a worker that joins with it, or from one that is here', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'echo rendered', requirements: ['gpu'] })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  const why = page.getByRole('region', { name: 'Why it waits' })
  await why.getByRole('button', { name: 'Add worker with gpu' }).click()
  await expect(page.getByRole('dialog', { name: 'Add a worker' })).toContainText('The new worker gets gpu when it joins.')
  await page.keyboard.press('Escape')
  await why.getByRole('button', { name: 'Label a worker…' }).click()
  await page.getByRole('dialog', { name: 'Give a worker gpu' }).getByRole('button', { name: 'Give label' }).click()
  await expect(page.getByRole('log').getByText('rendered')).toBeVisible()
})

test('a paused worker that would do is resumed where the job waits', async ({ console: page, coordinator }) => {
  const { items } = await coordinator.get<{ items: { id: string }[] }>('/v1/workers')
  await coordinator.post(`/v1/workers/${items[0]?.id}/pause`, { reason: 'a talk' })
  await coordinator.post('/v1/jobs', { command: 'echo went' })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  await page.getByRole('region', { name: 'Why it waits' }).getByRole('button', { name: /^Resume/ }).click()
  await expect(page.getByRole('log').getByText('went')).toBeVisible()
})

test('of an array that failed in part only that part is run again', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'exit $((MUSTER_TASK % 4 == 0))', array: '1-8' })
  await page.goto(`${coordinator.url}/console/`)
  const row = needs(page).getByRole('row', { name: /job_1/ })
  await expect(row).toContainText('2 of 8 tasks failed')
  await row.getByRole('button', { name: 'Rerun failed' }).click()
  await page.waitForURL('**/jobs/job_2**')
  const { array } = await coordinator.get<{ array: { tasks: number } }>('/v1/jobs/job_2')
  expect(array.tasks).toBe(2)
})

test('a worker that is away names the jobs that it holds, and the row gives them to others', async ({ console: page, coordinator }) => {
  const { lines } = await coordinator.post<{ lines: { os: string; line: string }[] }>('/v1/join-tokens', { labels: { remote: true } })
  coordinator.paste(`${lines.find(({ os }) => os === 'linux')?.line} --name second`)
  await coordinator.post('/v1/jobs', { command: 'sleep 600', requirements: ['remote'] })
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: /job_1/ })).toContainText('second')
  await coordinator.cutOthers()
  await go(page, 'Overview')
  const row = needs(page).getByRole('row', { name: /second/ })
  await expect(row).toContainText('Disconnected')
  await expect(row).toContainText('its jobs are kept for now')
  await expect(row.getByRole('link', { name: 'job_1' })).toBeVisible()
  expect(await faults(page)).toEqual([])
  await row.getByRole('button', { name: 'Remove second' }).click()
  const question = page.getByRole('alertdialog', { name: 'Remove second?' })
  await expect(question).toContainText('What runs in 1 of its slots is given to another worker.')
  await question.getByRole('button', { name: 'Remove worker' }).click()
  await expect(page.getByText('second was removed')).toBeVisible()
  await expect(row).toHaveCount(0)
  await expect(async () => expect((await coordinator.get<{ state: string }>('/v1/jobs/job_1')).state).toMatch(/queued|retry_wait/)).toPass({ timeout: 15_000 })
})

test('a large screen shows the latest jobs in the room that it has', async ({ console: page, coordinator }) => {
  await page.setViewportSize({ width: 2560, height: 1440 })
  await coordinator.post('/v1/jobs', { command: 'true', name: 'build' })
  await expect(page.getByRole('table', { name: 'Latest jobs' }).getByRole('row', { name: /build/ })).toBeVisible()
  expect(await faults(page)).toEqual([])
  await page.setViewportSize({ width: 1360, height: 800 })
  await expect(page.getByRole('table', { name: 'Latest jobs' })).toHaveCount(0)
})
