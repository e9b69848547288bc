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
  await expect(dialog.getByText('The coordinator does not answer')).toBeVisible()
  await expect(dialog.getByRole('textbox', { name: 'Command' })).toHaveValue('echo patience')

  await coordinator.serve()
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(page.getByRole('log').getByText('patience')).toBeVisible()
})
