import { expect, test } from './test'

test('a backup is made, told while it is made, and read back', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true' })
  await page.goto(`${coordinator.url}/console/settings`)
  const backups = page.getByRole('region', { name: 'Backups' })
  await expect(backups.getByText('There is no backup yet')).toBeVisible()
  await backups.getByRole('button', { name: 'Back up now' }).click()
  await expect(backups.getByRole('row', { name: /muster-.* read back/ })).toBeVisible()
  await expect(backups.getByRole('status').filter({ hasText: 'The backup is made' })).toBeVisible()
})

test('rules for what is kept are made, previewed and saved', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true' })
  await page.goto(`${coordinator.url}/console/settings`)
  const retention = page.getByRole('region', { name: 'Retention' })
  await expect(retention.getByRole('listitem')).toHaveText(['Every job is kept.'])
  await retention.getByRole('button', { name: 'Change rules' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Jobs with the label' }).fill('team=ml')
  await dialog.getByRole('button', { name: 'Add a rule' }).click()
  const second = dialog.getByRole('group', { name: 'Rule 2' })
  await second.getByRole('textbox', { name: 'Keep for days' }).fill('a week')
  await expect(second.getByText('Not a whole number')).toBeVisible()
  await second.getByRole('textbox', { name: 'Keep for days' }).fill('7')
  await second.getByRole('textbox', { name: 'Keep the last' }).fill('100')
  await expect(dialog.getByText('No job would go now.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Save rules' }).click()
  await expect(dialog).toBeHidden()
  await expect(retention.getByRole('listitem')).toHaveText([
    'Jobs with team=ml: kept.',
    'All jobs: the last 100 are kept, and those of the last 7 days are kept.',
    'All others: kept.',
  ])
  await page.reload()
  await expect(retention.getByRole('listitem')).toHaveCount(3)
})
