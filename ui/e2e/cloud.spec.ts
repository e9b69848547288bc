import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Coordinator } from './coordinator'
import { expect, go, test } from './test'

/** What a demo's providers take their time for. */
const IN_TIME = { timeout: 90_000 }

/** Serious faults of what is shown. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id }) => id)
}

async function order(page: Page, name: string) {
  await go(page, 'Workers')
  await page.getByRole('button', { name: 'Add cloud worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a cloud worker' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
  return dialog
}

test('everything in a cloud shows its price first and its steps then, keeps to the limit, and stops by one word', async ({ page }) => {
  test.slow()
  const coordinator = await Coordinator.start('--demo')
  try {
    await page.goto(await coordinator.link())
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()

    const worker = await order(page, 'build-1')
    await expect(worker).toContainText(/\$[\d.]+ an hour, \$[\d.]+ a month, by the list prices of \d{4}-\d\d-\d\d/)
    expect(await faults(page)).toEqual([])
    await worker.getByRole('button', { name: 'Add it' }).click()
    await page.getByRole('link', { name: 'build-1' }).click()
    const machine = page.getByRole('region', { name: 'Machine', exact: true })
    const operations = page.getByRole('region', { name: 'Operations', exact: true })
    await expect(operations).toContainText('Make its machine')
    await expect(machine).toContainText('Running', IN_TIME)
    await expect(operations).toContainText('See whether it answers')
    expect(await faults(page)).toEqual([])

    await go(page, 'Environments')
    await page.getByRole('button', { name: 'New environment' }).first().click()
    const environment = page.getByRole('dialog', { name: 'New environment' })
    await environment.getByRole('textbox', { name: 'Name' }).fill('my-workspace')
    await expect(environment).toContainText(/\$[\d.]+ an hour/)
    await environment.getByRole('button', { name: 'Create environment' }).click()
    await page.getByRole('button', { name: 'I have kept it' }).click()
    await expect(page.getByRole('row', { name: /my-workspace/ })).toContainText('Running', IN_TIME)

    await go(page, 'Settings')
    const spending = page.getByRole('region', { name: 'Spending', exact: true })
    await expect(spending).toContainText('2 running')
    await spending.getByRole('button', { name: 'Change' }).click()
    const rules = page.getByRole('dialog', { name: 'Spending and stopping' })
    await rules.getByRole('textbox', { name: /What everything may cost/ }).fill('0.01')
    await rules.getByRole('button', { name: 'Save' }).click()
    await expect(spending).toContainText('$0.01 an hour for everything')
    const beyond = await order(page, 'build-2')
    await beyond.getByRole('button', { name: 'Add it' }).click()
    await expect(beyond.getByRole('alert')).toBeVisible()
    await beyond.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('link', { name: 'build-2' })).toHaveCount(0)

    await go(page, 'Settings')
    await spending.getByRole('button', { name: 'Stop everything' }).click()
    await page.getByRole('button', { name: 'Stop all of it' }).click()
    const confirmed = page.getByRole('dialog', { name: 'What providers confirm' })
    await expect(confirmed).toContainText('stopped, confirmed by Render', IN_TIME)
    await expect(confirmed).toContainText('stopped, confirmed by Azure', IN_TIME)
    await confirmed.getByRole('button', { name: 'Close' }).first().click()
    await expect(spending).toContainText('nothing runs')
  } finally {
    await coordinator.remove()
  }
})
