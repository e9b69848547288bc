import { expect, go, test } from './test'

test('a language is chosen, and stays', async ({ console: page }) => {
  await go(page, 'Settings')
  await page.getByRole('button', { name: /Language/ }).click()
  await expect(page.getByRole('option', { name: /^Français, \d+ % translated$/ })).toBeVisible()
  await page.getByRole('option', { name: 'Deutsch' }).click()
  await expect(page.getByRole('heading', { name: 'Einstellungen', level: 1 })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.reload()
  await expect(page.getByRole('button', { name: /Sprache/ })).toContainText('Deutsch')
  await page.getByRole('navigation').getByRole('link', { name: 'Zeitpläne' }).click()
  await expect(page.getByRole('heading', { name: 'Nichts läuft nach der Uhr' })).toBeVisible()
})

test.describe('where the system speaks German', () => {
  test.use({ locale: 'de-AT' })

  test('the console does too, and French falls back to English where it has no words', async ({ page, coordinator }) => {
    await page.goto(await coordinator.link())
    await expect(page.getByRole('heading', { name: 'Übersicht', level: 1 })).toBeVisible()
    await page.evaluate(() => localStorage.setItem('muster.language', 'fr'))
    await page.goto(`${coordinator.url}/console/settings`)
    await expect(page.getByRole('navigation').getByRole('link', { name: 'Réglages' })).toBeVisible()
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  })

  test('a language that does not arrive leaves the page in English', async ({ page, coordinator }) => {
    await page.route(/\/assets\/de-.*\.js/, (route) => route.abort())
    await page.goto(await coordinator.link())
    await expect(page.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  })
})

test('rows stand closer where that was chosen, and lines run from right to left in the pseudo language', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true' })
  await go(page, 'Settings')
  await page.getByText('Compact', { exact: true }).click()
  await go(page, 'Jobs')
  const row = page.getByRole('table', { name: 'Jobs' }).getByRole('row').nth(1)
  await expect.poll(async () => (await row.boundingBox())?.height).toBe(28)
  await page.evaluate(() => localStorage.setItem('muster.language', 'pseudo'))
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  const [navigation, main] = await Promise.all([page.getByRole('navigation').first().boundingBox(), page.getByRole('main').boundingBox()])
  expect(navigation?.x).toBeGreaterThan(main?.x ?? Number.POSITIVE_INFINITY)
})

test('in a small window the sections are a row that opens, and closes behind whoever went on', async ({ console: page }) => {
  await page.setViewportSize({ width: 390, height: 800 })
  const sections = page.getByRole('navigation', { name: 'Sections' })
  const workers = sections.getByRole('link', { name: /^Workers/ })
  await expect(workers).toBeHidden()
  const menu = sections.getByRole('button', { name: 'Menu' })
  await menu.click()
  await expect(menu).toHaveAttribute('aria-expanded', 'true')
  await workers.click()
  await expect(page.getByRole('heading', { name: 'Workers', level: 1 })).toBeVisible()
  await expect(workers).toBeHidden()
})

test('a narrow window has a rail whose pictures have names', async ({ console: page }) => {
  const nav = page.getByRole('navigation', { name: 'Sections' })
  await page.setViewportSize({ width: 800, height: 600 })
  expect((await nav.boundingBox())?.width).toBeLessThan(64)
  await nav.getByRole('link', { name: 'Marketplace' }).click()
  await expect(page.getByRole('heading', { name: 'Marketplace', level: 1 })).toBeVisible()
})
