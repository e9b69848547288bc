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
