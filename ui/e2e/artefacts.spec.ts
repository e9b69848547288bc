import { readFile } from 'node:fs/promises'
import { expect, test } from './test'

test('the files that a job leaves behind are listed and downloaded, and what was not kept is named', async ({ console: page }) => {
  await page.getByRole('button', { name: 'Run a job' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Run a job' })
  await dialog.getByRole('textbox', { name: 'Command' }).fill('mkdir dist; echo hello > dist/a.txt; ln -s /etc dist/link')
  await dialog.getByRole('button', { name: 'More settings' }).click()
  await dialog.getByRole('textbox', { name: 'Artefacts' }).fill('dist/**')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()

  await page.getByRole('tab', { name: 'Artefacts' }).click()
  const row = page.getByRole('row', { name: /^dist\/a\.txt/ })
  await expect(row).toContainText('6 B')
  await expect(page.getByRole('region', { name: 'Not kept' })).toContainText('dist/link was not kept: it is a symbolic link')
  const downloading = page.waitForEvent('download')
  await row.getByRole('button', { name: 'Download dist/a.txt' }).click()
  const file = await downloading
  expect(file.suggestedFilename()).toBe('a.txt')
  expect(await readFile(await file.path(), 'utf8')).toBe('hello\n')
})
