import { expect, go, test } from './test'

test('a link signs in once, and its code leaves the address', async ({ page, coordinator }) => {
  const link = await coordinator.link()
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  expect(page.url()).toBe(`${coordinator.url}/console/`)
  const kept = await page.evaluate(() => ({ tab: sessionStorage.length, disk: Object.keys(localStorage), cookie: document.cookie }))
  expect(kept).toEqual({ tab: 1, disk: [], cookie: '' })

  const other = await page.context().newPage()
  await other.goto(link)
  await expect(other.getByRole('heading', { name: 'This browser is not signed in' })).toBeVisible()
  await expect(other.getByRole('alert')).toHaveText('This link was used before. Each one opens a single browser.')
  await expect(other.getByText('muster console')).toBeVisible()
})

test('without a link there is a page that says how to get one', async ({ page, coordinator }) => {
  await page.goto(`${coordinator.url}/`)
  await expect(page).toHaveURL(`${coordinator.url}/console/`)
  await expect(page.getByRole('heading', { name: 'This browser is not signed in' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('a revoked session ends where it is, without a loss of the address', async ({ console: page }) => {
  await go(page, 'Settings')
  // Where there are no others, they are in sight.
  const row = page.getByRole('row', { name: /^console be this console/ }).first()
  await row.getByRole('button', { name: 'Revoke console' }).click()
  await page.getByRole('button', { name: 'Revoke token' }).click()
  await expect(page.getByRole('heading', { name: 'This browser is not signed in' })).toBeVisible()
  await expect(page).toHaveURL(/\/console\/settings$/)
})

test('a lasting token is shown once', async ({ console: page }) => {
  await go(page, 'Settings')
  await page.getByRole('button', { name: 'Create token' }).click()
  const dialog = page.getByRole('dialog', { name: 'Create a token' })
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await expect(dialog.getByText('Fill this in')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'What it is for' }).fill('CI of the website')
  await dialog.getByText('look', { exact: true }).click()
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await expect(dialog.getByLabel('The new token')).toHaveText(/^muster_readonly_[0-9A-Z]{65}$/)
  await dialog.getByRole('button', { name: 'I have copied it' }).click()
  await expect(page.getByRole('row', { name: /^CI of the website look/ })).toBeVisible()
  await expect(page.getByText(/muster_readonly_/)).toHaveCount(0)
})
