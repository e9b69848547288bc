import { readFile } from 'node:fs/promises'
import { expect, test } from './test'

test('what can be mended is mended after a question, and looked at again', async ({ console: page, coordinator }) => {
  await coordinator.openToOthers()
  await page.goto(`${coordinator.url}/console/doctor`)
  const row = page.getByRole('listitem').filter({ hasText: 'data directory' })
  await expect(row.getByText('Warning')).toBeVisible()
  await row.getByRole('button', { name: 'Fix data directory' }).click()
  const question = page.getByRole('alertdialog')
  await expect(question.getByText(/Make .* its owner's alone/)).toBeVisible()
  await question.getByRole('button', { name: 'Do it' }).click()
  await expect(row.getByText('Good')).toBeVisible()
  await expect(row.getByRole('button', { name: 'Fix data directory' })).toBeHidden()
  await coordinator.openToOthers()
  await row.getByRole('button', { name: 'Check data directory again' }).click()
  await expect(row.getByText('Warning')).toBeVisible()
})

test('a support bundle is read before it is saved, and what is left out is not in it', async ({ console: page, coordinator }) => {
  await page.goto(`${coordinator.url}/console/doctor`)
  await page.getByRole('button', { name: 'Support bundle…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('region', { name: 'Content of about.json' })).toContainText('"version"')
  await dialog.getByRole('button', { name: 'Show settings.txt' }).click()
  await expect(dialog.getByRole('region', { name: 'Content of settings.txt' })).toContainText('MUSTER_TOKEN = ***')
  await dialog.getByRole('checkbox', { name: 'Take workers.json along' }).uncheck()
  const [saved] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save 7 files' }).click()])
  const text = await readFile(await saved.path(), 'utf8')
  expect(text).toContain('==> doctor.json <==')
  expect(text).not.toContain('workers.json')
  expect(text).not.toContain(coordinator.token)
  await expect(dialog).toBeHidden()
})
