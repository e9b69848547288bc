import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, go, runJob, test } from './test'

async function seriousFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

for (const theme of ['light', 'dark'] as const) {
  test(`what is opened within a page has no serious fault in the ${theme} theme`, async ({ console: page }) => {
    await page.emulateMedia({ colorScheme: theme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    await runJob(page, String.raw`printf '\033[31mred \033[32mgreen \033[30mblack\033[0m\n'; echo oops >&2; exit 1`)
    await expect(page.getByText('exit 1').first()).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    for (const tab of ['Attempts', 'Details']) {
      await page.getByRole('tab', { name: tab }).click()
      expect(await seriousFindings(page)).toEqual([])
    }
    await go(page, 'Workers')
    await page.getByRole('row', { name: /this machine/ }).getByRole('link').click()
    const given = page.getByRole('region', { name: 'Labels given' })
    for (const label of ['room', 'os']) {
      await given.getByRole('textbox', { name: 'Name of a new label' }).fill(label)
      await page.keyboard.press('Enter')
    }
    await expect(given.getByRole('alert')).toBeVisible()
    expect(await seriousFindings(page), 'a worker').toEqual([])
  })

  test(`no dialog has a serious fault in the ${theme} theme, and none is blocked by the policy`, async ({ console: page }) => {
    await page.emulateMedia({ colorScheme: theme })
    const job = await runJob(page, 'sleep 600')
    const detail = page.getByRole('article')
    const settled = async (role: 'dialog' | 'alertdialog', name: string | RegExp) => {
      await expect(page.getByRole(role, { name })).toBeVisible()
      // An opening animation is a contrast that nobody will look at.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
      expect(await seriousFindings(page), String(name)).toEqual([])
      await page.keyboard.press('Escape')
      await expect(page.getByRole(role, { name })).toHaveCount(0)
    }
    await detail.getByRole('button', { name: 'Hold' }).click()
    await settled('alertdialog', `Hold ${job} back?`)
    await page.getByRole('button', { name: 'Run a job' }).click()
    await page.getByRole('button', { name: 'More settings' }).click()
    await settled('dialog', 'Run a job')
    await page.keyboard.press('Control+k')
    await settled('dialog', 'Search or run a command')
    await go(page, 'Workers')
    await page.getByRole('button', { name: 'Add worker' }).click()
    await expect(page.getByText('Waiting for the first heartbeat')).toBeVisible()
    await settled('dialog', 'Add a worker')
    await go(page, 'Settings')
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.getByRole('button', { name: /^90 days/ }).click()
    await page.getByRole('option', { name: '30 days' }).click()
    await settled('dialog', 'Create a token')
    await page.goto(`${new URL(page.url()).origin}/console/jobs/${job}`)
    await expect(detail.getByRole('button', { name: 'Cancel' })).toBeVisible()
    await page.keyboard.press('?')
    await settled('dialog', 'Shortcuts')
    await detail.getByRole('button', { name: 'Cancel' }).click()
    await expect(detail.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible()
  })
}

test('everything is reached by keyboard', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'echo older' })
  const palette = page.getByRole('combobox', { name: 'Search or run a command' })
  await page.keyboard.press('Control+k')
  await expect(palette).toBeFocused()
  await page.keyboard.type('run a job')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type('echo by keyboard')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('log').getByText('by keyboard')).toBeVisible()
  const job = new URL(page.url()).pathname.split('/').at(-1) ?? ''

  await page.keyboard.press('Control+k')
  await expect(palette).toBeFocused()
  await page.keyboard.type('go to wor')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Workers', level: 1 })).toBeVisible()
  await expect(page.getByRole('main')).toBeFocused()

  await page.keyboard.press('Control+k')
  await expect(palette).toBeFocused()
  await page.keyboard.type(job)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: job })).toBeVisible()

  const row = page.getByRole('row', { name: new RegExp(job) }).getByRole('link')
  await row.focus()
  await page.keyboard.press('ArrowDown')
  await expect(page).not.toHaveURL(new RegExp(`${job}$`))
})

test('the theme stays chosen, and is there before the first paint', async ({ console: page }) => {
  await go(page, 'Settings')
  await page.getByText('Light', { exact: true }).click()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await page.reload({ waitUntil: 'commit' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await expect(page.getByRole('radio', { name: 'Light' })).toBeChecked()
})
