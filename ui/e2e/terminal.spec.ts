import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Coordinator } from './coordinator'
import { expect, test as base } from './test'

const test = base.extend({
  // oxlint-disable-next-line no-empty-pattern
  coordinator: async ({}, provide) => {
    const coordinator = await Coordinator.start('--demo')
    await provide(coordinator)
    await coordinator.remove()
  },
})

/** The page of an environment that runs, and the part of it that is the terminal. */
async function beside(page: Page, coordinator: Coordinator) {
  const wanted = { name: 'thesis', cpu_cores: 2, memory_gb: 4, storage_gb: 20 }
  const { environment } = await coordinator.post<{ environment: { id: string } }>('/v1/environments', wanted)
  await page.goto(`${coordinator.url}/console/environments/${environment.id}`)
  const section = page.getByRole('region', { name: 'Terminal' })
  const open = section.getByRole('button', { name: 'Open terminal' })
  // A demo's provider takes its time.
  await expect(open).not.toHaveAttribute('aria-disabled', 'true', { timeout: 60_000 })
  return { id: environment.id, section, open, rows: section.locator('.xterm-rows'), keys: section.getByRole('textbox', { name: 'Terminal of thesis' }) }
}

test('a terminal takes keys, shows what the shell says, is left by a key, and says why it is over', async ({ console: page, coordinator }) => {
  test.setTimeout(120_000)
  const { id, section, open, rows, keys } = await beside(page, coordinator)
  await expect(section.getByText('muster env shell thesis')).toBeVisible()
  await page.keyboard.press('t')
  await expect(rows).toContainText('This environment is played')
  await expect(keys).toBeFocused()
  await page.keyboard.type('echo a wörd > notes')
  await page.keyboard.press('Enter')
  await page.keyboard.type('cat notes')
  await page.keyboard.press('Enter')
  await expect(rows.locator('> div').filter({ hasText: /^a wörd/ })).toBeVisible()
  await page.keyboard.type('sleep 99')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+c')
  await expect(rows).toContainText('^C')
  // Tab belongs to the shell; this key does not.
  await page.keyboard.press('Tab')
  await expect(keys).toBeFocused()
  await page.keyboard.press('Shift+Escape')
  await expect(section.getByRole('button', { name: 'Close terminal' })).toBeFocused()
  await keys.focus()
  await page.keyboard.type('exit')
  await page.keyboard.press('Enter')
  await expect(section.getByRole('status')).toHaveText('The shell has ended.')
  await section.getByRole('button', { name: 'Open again' }).click()
  await expect(rows).toContainText('This environment is played')
  await page.keyboard.type('cat notes')
  await page.keyboard.press('Enter')
  await expect(rows.locator('> div').filter({ hasText: /^a wörd/ })).toBeVisible()
  await coordinator.post(`/v1/environments/${id}/stop`, {})
  await expect(section.getByRole('status')).toHaveText('The environment was stopped, and the shell with it.')
  await section.getByRole('button', { name: 'Close terminal' }).click()
  await expect(open).toBeVisible()
})

test('a terminal fills its box, follows its size, and shows a flood to its end', async ({ console: page, coordinator }) => {
  test.setTimeout(120_000)
  const { section, open, rows, keys } = await beside(page, coordinator)
  await page.setViewportSize({ width: 1400, height: 900 })
  await open.click()
  await expect(keys).toBeFocused()
  await page.keyboard.type('stty size')
  await page.keyboard.press('Enter')
  const line = rows.locator('> div').filter({ hasText: /^\d+ \d+\s*$/ })
  const wide = Number((await line.innerText()).trim().split(' ')[1])
  expect(wide).toBeGreaterThan(100)
  const told = page.waitForRequest((request) => request.method() === 'PUT' && request.url().endsWith('/size') && (request.postDataJSON() as { columns: number }).columns < wide)
  await page.setViewportSize({ width: 800, height: 900 })
  await told
  const [screen, box] = [await rows.boundingBox(), await section.boundingBox()]
  expect((screen?.x ?? 0) + (screen?.width ?? 0)).toBeLessThanOrEqual((box?.x ?? 0) + (box?.width ?? 0))
  await page.keyboard.type('seq 100000')
  await page.keyboard.press('Enter')
  await expect(rows.locator('> div').filter({ hasText: /^100000\s*$/ })).toBeVisible({ timeout: 30_000 })
})

test('a stream that breaks is read on, and what is typed meanwhile arrives', async ({ console: page, coordinator }) => {
  test.setTimeout(120_000)
  const { section, open, rows, keys } = await beside(page, coordinator)
  await open.click()
  await expect(keys).toBeFocused()
  await page.context().setOffline(true)
  await page.keyboard.type('echo after all')
  await page.keyboard.press('Enter')
  await page.waitForTimeout(1000)
  await page.context().setOffline(false)
  await expect(rows.locator('> div').filter({ hasText: /^after all/ })).toHaveCount(1, { timeout: 30_000 })
  await expect(section.getByRole('status'), 'nothing is said of it').toHaveCount(0)
})

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing at an open terminal: ${theme}`, async ({ console: page, coordinator }) => {
    test.setTimeout(120_000)
    await page.emulateMedia({ colorScheme: theme })
    const { section, open, rows } = await beside(page, coordinator)
    const violations = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
    await open.click()
    await expect(rows).toContainText('This environment is played')
    expect(await violations()).toEqual([])
    await section.getByRole('checkbox', { name: 'For a screen reader' }).check()
    await expect(section.locator('.xterm-accessibility-tree')).toContainText('This environment is played')
    expect(await violations()).toEqual([])
  })
}
