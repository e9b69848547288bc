import { expect, go, test } from './test'

test('who did what is listed, narrowed down, verified and exported', async ({ console: page, coordinator }) => {
  await coordinator.put('/v1/templates/greet', { job: { argv: ['echo', 'hello'] } })
  await go(page, 'Audit')
  const table = page.getByRole('table', { name: 'Audit' })
  await expect(table.getByRole('row', { name: /template\.put greet/ })).toBeVisible()
  await expect(table.getByRole('row', { name: /console\.open/ })).toBeVisible()

  await page.getByRole('textbox', { name: 'What' }).fill('template.put')
  await expect(table.getByRole('row', { name: /console\.open/ })).toHaveCount(0)
  await page.getByRole('textbox', { name: 'From' }).fill('2020')
  await expect(table.getByRole('row', { name: /template\.put greet/ })).toBeVisible()
  await page.getByRole('textbox', { name: 'From' }).fill('')
  await page.getByRole('textbox', { name: 'What' }).fill('nothing.like_this')
  await expect(page.getByRole('heading', { name: 'Nothing of this was done' })).toBeVisible()
  await page.getByRole('textbox', { name: 'What' }).fill('')

  await page.getByRole('button', { name: 'Verify' }).click()
  await expect(page.getByText(/events are in order/)).toBeVisible()
  await expect(page.getByText('Nothing is missing.')).toBeVisible()

  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export JSON' }).click()
  expect((await saved).suggestedFilename()).toBe('audit.ndjson')
})
