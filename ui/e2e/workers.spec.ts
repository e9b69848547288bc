import { freePort } from './coordinator'
import { expect, go, test } from './test'

test('a second machine joins with the line that the dialog shows', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  await expect(page.getByRole('row', { name: /this machine/ })).toBeVisible()

  await page.getByRole('button', { name: 'Add worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a worker' })
  await expect(dialog.getByText('Waiting for the first heartbeat')).toBeVisible()
  await expect(dialog.getByText(/^Works for (10:00|9:\d\d) more$/)).toBeVisible()
  await dialog.getByRole('tab', { name: 'Windows' }).click()
  await expect(dialog.getByLabel('Line for Windows')).toContainText('muster.exe worker join')
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  await expect(dialog.getByRole('img', { name: 'QR code for Linux' })).toBeVisible()
  const line = await dialog.getByLabel('Line for Linux').innerText()

  coordinator.paste(`${line} --name second`)
  await expect(dialog.getByText('second has joined', { exact: true })).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('row', { name: /^Online second/ })
  await expect(row).toBeVisible()

  await row.getByRole('button', { name: 'Remove second' }).click()
  await page.getByRole('alertdialog', { name: 'Remove second?' }).getByRole('button', { name: 'Remove worker' }).click()
  await expect(page.getByText('second was removed')).toBeVisible()
  await expect(row).toHaveCount(0)
})

test('a machine that cannot reach the coordinator is called by it', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  await page.getByRole('button', { name: 'Add worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a worker' })
  await dialog.getByRole('button', { name: 'It cannot reach this one' }).click()
  await dialog.getByRole('textbox', { name: 'Where it will listen' }).fill('http://192.168.1.9:7700')
  await dialog.getByRole('button', { name: 'Make the line' }).click()
  await expect(dialog.getByText('others could read what is said there')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Where it will listen' }).fill(`http://127.0.0.1:${await freePort()}`)
  await dialog.getByRole('textbox', { name: 'Name' }).fill('called')
  await dialog.getByRole('button', { name: 'Make the line' }).click()
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  coordinator.paste(await dialog.getByLabel('Line for Linux').innerText())
  await expect(dialog.getByText('called has answered')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row', { name: /^Online called/ })).toBeVisible()
})

test('this machine cannot be removed, and the button says why', async ({ console: page }) => {
  await go(page, 'Workers')
  const button = page.getByRole('row', { name: /this machine/ }).getByRole('button', { name: /^Remove/ })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription('This machine works as long as the coordinator runs on it')
})

test('a worker is paused with a reason, says so to whoever waits, and goes on', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  const row = page.getByRole('row', { name: /this machine/ })
  await row.getByRole('button', { name: /^Pause/ }).click()
  const dialog = page.getByRole('dialog', { name: /^Pause/ })
  await dialog.getByRole('button', { name: 'Pause worker' }).click()
  await expect(dialog.getByText('Say why, for everybody who wonders')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Why' }).fill('a new disk')
  await dialog.getByRole('button', { name: /It goes on/ }).click()
  await page.getByRole('option', { name: 'In 8 hours' }).click()
  await dialog.getByRole('button', { name: 'Pause worker' }).click()
  await expect(row.getByText('Paused', { exact: true })).toBeVisible()
  await expect(row).toContainText('a new disk, says console')

  const job = await coordinator.post<{ id: string }>('/v1/jobs', { command: 'echo waits' })
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('1 paused')
  await go(page, 'Workers')
  await row.getByRole('button', { name: /^Resume/ }).click()
  await expect(row.getByText('Online', { exact: true })).toBeVisible()
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('Succeeded')
})

test('a machine whose owner keeps it closed says so, and so does what waits for it', async ({ console: page, coordinator }) => {
  // No machine where tests run says for how long nobody has used it.
  await coordinator.allow('--idle', '10', '--hours', '22:00-21:59', '--program', 'make')
  await go(page, 'Workers')
  const row = page.getByRole('row', { name: /this machine/ })
  await expect(row.getByText('Closed', { exact: true })).toBeVisible({ timeout: 15_000 })
  await expect(row).toContainText('unsure whether its owner')
  await expect(row).toContainText('only 22:00–21:59, after 10 minutes without use, that run make')

  const job = await coordinator.post<{ id: string }>('/v1/jobs', { command: 'echo waits' })
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('the owner of 1 worker does not allow sh')
  await coordinator.allow('--reset')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('Succeeded', { timeout: 15_000 })
})
