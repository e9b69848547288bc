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
    await expect(worker).toContainText(/\$[\d.]+ an hour, \$[\d.]+ a month/)
    await expect(worker).toContainText(/prices (is )?of \d+ \w{3} \d{4}/)
    expect(await faults(page)).toEqual([])
    await worker.getByRole('button', { name: /^Add worker/ }).click()
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
    await beyond.getByRole('button', { name: /^Add worker/ }).click()
    await expect(beyond.getByRole('alert')).toBeVisible()
    await beyond.getByRole('button', { name: 'Cancel' }).click()
    await expect(page.getByRole('link', { name: 'build-2' })).toHaveCount(0)

    await go(page, 'Usage')
    const costs = page.getByRole('region', { name: 'Plan and costs' })
    await expect(costs).toContainText(/Today \$[\d.]+, about \$[\d.]+ by \d\d:\d\d\. At most \$0\.01 an hour\. Reckoned from the 2 that run now, at \$[\d.]+ an hour\./)
    await expect(costs.getByRole('button', { name: 'Stop my-workspace' })).toBeVisible()
    expect(await faults(page)).toEqual([])

    await page.getByRole('button', { name: 'Stop everything billable' }).click()
    const question = page.getByRole('alertdialog', { name: 'Stop everything that costs money?' })
    await expect(question).toContainText(/2 things cost money now: \$[\d.]+ an hour/)
    await expect(question.getByRole('listitem').filter({ hasText: 'build-1' })).toContainText(/\$[\d.]+ an hour/)
    await expect(question.getByRole('listitem').filter({ hasText: 'my-workspace' })).toContainText(/\$[\d.]+ an hour/)
    expect(await faults(page)).toEqual([])
    await question.getByRole('button', { name: 'Stop all of it' }).click()
    const confirmed = page.getByRole('dialog', { name: 'What providers confirm' })
    await expect(confirmed).toContainText('stopped, confirmed by Render', IN_TIME)
    await expect(confirmed).toContainText('stopped, confirmed by Azure', IN_TIME)
    await expect(confirmed.getByText('Nothing that costs money runs any more, confirmed by Render, Azure.')).toBeVisible(IN_TIME)
    expect(await faults(page)).toEqual([])
    await confirmed.getByRole('button', { name: 'Close' }).first().click()
    await expect(page.getByRole('button', { name: 'Stop everything billable' })).toHaveCount(0)
    await go(page, 'Settings')
    await expect(spending).toContainText('nothing runs')

    await go(page, 'Overview')
    await expect(page.getByText('1 stopped')).toBeVisible()

    // What was spent is not forgotten with the machines.
    const { items } = await coordinator.get<{ items: { id: string }[] }>('/v1/environments')
    for (const { id } of items) await coordinator.delete(`/v1/environments/${id}?force=true`)
    await expect(async () => expect((await coordinator.get<{ items: object[] }>('/v1/environments')).items).toEqual([])).toPass(IN_TIME)
    await page.reload()
    await expect(page.getByRole('region', { name: 'The fleet in numbers' })).toContainText(/Cloud today\s*\$0\.\d*[1-9]/)
    await expect(page.getByText('Nothing in a cloud runs')).toBeVisible()
    await go(page, 'Usage')
    await expect(costs).toContainText(/Today \$0\.\d*[1-9]\d*\. Nothing in a cloud runs now\./)
    await expect(costs.getByRole('row', { name: /my-workspace|env-/ })).toContainText('It is gone')
    await expect(page.getByText('disconnected')).toHaveCount(0)
  } finally {
    await coordinator.remove()
  }
})
