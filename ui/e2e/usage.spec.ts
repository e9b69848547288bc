import { expect, go, runJob, test } from './test'

test('what was used is shown as a chart and as a table, with limits and what providers ask for', async ({ console: page }) => {
  await go(page, 'Usage')
  const limits = page.getByRole('region', { name: 'Limits of your plan: Free' })
  await expect(limits.getByText('0 of 10')).toBeVisible()
  await expect(limits.getByText('Limits are not kept to: nobody is refused.')).toBeVisible()
  await expect(page.getByText('No cloud worker and no environment was up in the last 30 days.')).toBeVisible()

  await go(page, 'Jobs')
  await runJob(page, 'echo hello')
  await expect(page.getByRole('article').getByText('succeeded').first()).toBeVisible()
  await go(page, 'Usage')
  await page.reload()
  const series = page.getByRole('region', { name: 'Over the last 30 days' })
  await expect(series.getByRole('img', { name: /Job time, .* in all, by Day/ })).toBeVisible()
  await expect(series.locator('canvas')).toBeVisible()
  const now = page.getByRole('region', { name: 'Today and this month' })
  await expect(now.getByRole('row', { name: /^Job time/ })).toBeVisible()
  await expect(now.getByRole('row', { name: /^Environments/ })).toHaveCount(0)
  await now.getByRole('button', { name: /^Show \d unused/ }).click()
  await expect(now.getByRole('row', { name: /^Environments/ })).toBeVisible()
  await series.getByText('Worker', { exact: true }).click()
  await series.getByText('Table', { exact: true }).click()
  await expect(series.getByRole('table', { name: 'Job time' }).getByRole('row')).toHaveCount(2)
})

test('all of it is saved as a table for spreadsheets', async ({ console: page }) => {
  await go(page, 'Usage')
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  expect((await saved).suggestedFilename()).toBe('usage.csv')
})
