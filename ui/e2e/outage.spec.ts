import type { Page } from '@playwright/test'
import { expect, go, runJob, test } from './test'

for (const [manner, leave] of [
  ['stopped', 'stop'],
  ['killed', 'kill'],
] as const) {
  test(`while the coordinator is ${manner} the page keeps what it knows, and it recovers by itself`, async ({ console: page, coordinator }) => {
    const job = await runJob(page, 'echo kept')
    const log = page.getByRole('log')
    await expect(log.getByText('kept')).toBeVisible()
    await expect(page.getByRole('article').getByText('exit 0')).toBeVisible()

    // The rest of the console is fetched as soon as the first page is there.
    await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('DoctorPage')))
    await coordinator[leave]()
    await expect(page.getByText('Reconnecting')).toBeVisible()
    await expect(page.getByText(/Trying again (in \d+ s|now)\./).first()).toBeVisible()
    await expect(log.getByText('kept')).toBeVisible()
    await expect(page.getByRole('row', { name: new RegExp(job) })).toBeVisible()

    await go(page, 'Doctor')
    await expect(page.getByRole('alert').getByText('The coordinator does not answer')).toBeVisible()

    await coordinator.serve()
    await expect(page.getByText('The coordinator is back')).toBeVisible({ timeout: 30_000 })
    await expect(page.getByRole('alert')).toHaveCount(0)
    await expect(page.getByText(/\d+ checks are good/)).toBeVisible()
    await go(page, 'Jobs')
    await expect(page.getByRole('table', { name: 'Jobs' }).getByRole('link', { name: job })).toBeVisible()
  })
}

test('a submission while the coordinator is away fails in its dialog, and is sent once it is back', async ({ console: page, coordinator }) => {
  await page.getByRole('button', { name: 'Run a job' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Run a job' })
  await dialog.getByRole('textbox', { name: 'Command' }).fill('echo patience')
  await coordinator.kill()
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(dialog.getByRole('alert')).toContainText('press the button once more when it answers')
  await expect(dialog.getByRole('textbox', { name: 'Command' })).toHaveValue('echo patience')

  await coordinator.serve()
  await expect(dialog.getByRole('alert')).toContainText('It answers again. Nothing is sent by itself')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('log').getByText('patience')).toBeVisible()
})

const isAwayOn = (page: Page) => page.getByRole('main').getByRole('alert').getByText('The coordinator does not answer')

test('a page whose scripts nobody fetched says that the coordinator is away, and opens by itself when it is back', async ({ page, coordinator }) => {
  // Where data is to be spared, nothing is fetched ahead.
  await page.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } }))
  await page.goto(await coordinator.link())
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  await page.evaluate(() => void ((globalThis as { isSame?: boolean }).isSame = true))
  await coordinator.kill()
  await expect(page.getByText('Reconnecting')).toBeVisible()
  await go(page, 'Usage')
  await expect(isAwayOn(page)).toBeVisible()

  await coordinator.serve()
  await expect(page.getByRole('region', { name: 'Over the last 30 days' })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)
  expect(await page.evaluate(() => (globalThis as { isSame?: boolean }).isSame)).toBe(true)
})

test('a page whose script did not arrive is no error of the browser, and opens by itself when the coordinator is back', async ({ page, coordinator }) => {
  const script = /\/UsagePage[^/]*\.js/
  await page.route(script, (route) => route.abort())
  await page.goto(await coordinator.link())
  await page.waitForFunction(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('DoctorPage')))
  await coordinator.kill()
  await expect(page.getByText('Reconnecting')).toBeVisible()
  await go(page, 'Usage')
  await expect(isAwayOn(page)).toBeVisible()

  await page.unroute(script)
  await coordinator.serve()
  await expect(page.getByRole('region', { name: 'Over the last 30 days' })).toBeVisible({ timeout: 30_000 })
  await expect(page).toHaveURL(/\/usage$/)
})
