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

test('this machine cannot be removed, and the button says why', async ({ console: page }) => {
  await go(page, 'Workers')
  const button = page.getByRole('row', { name: /this machine/ }).getByRole('button', { name: /^Remove/ })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription('This machine works as long as the coordinator runs on it')
})
