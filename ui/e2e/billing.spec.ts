import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { Coordinator } from './coordinator'
import { expect, go, test } from './test'

/** Serious faults of what is shown, once it stands still. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

/** Whatever may be chosen before anybody has chosen it. */
const CHOSEN = 'input, select, [aria-checked=true], [aria-selected=true], [aria-pressed=true]'

/** Counts what somebody has to press. */
class Presses {
  count = 0

  async press(button: Locator): Promise<void> {
    this.count += 1
    await button.click()
  }
}

test('a cloud worker that needs a plan is bought, goes on by itself, and every page names the plan', async ({ page, context }) => {
  const coordinator = await Coordinator.thatSells('polar')
  try {
    await page.goto(await coordinator.link())
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await go(page, 'Workers')
    await page.getByRole('button', { name: 'Add cloud worker' }).click()
    const order = page.getByRole('dialog', { name: 'Add a cloud worker' })
    await order.getByRole('textbox', { name: 'Name' }).fill('build-1')
    await order.getByRole('button', { name: /^Add worker, \$0\.\d+\/h$/ }).click()

    const sheet = page.getByRole('dialog', { name: 'This needs a plan' })
    await expect(sheet).toContainText('a month')
    await expect(sheet).toContainText('renews by itself until you cancel')
    expect(await faults(page)).toEqual([])
    const opened = context.waitForEvent('page')
    await sheet.getByRole('button', { name: 'Open checkout' }).click()
    const checkout = await opened
    await expect(sheet.getByRole('status')).toContainText('open in your browser')
    await checkout.getByRole('button', { name: 'Pay' }).click()

    await expect(page.getByText('It is paid, so this goes on: add the cloud worker build-1.').first()).toBeVisible()
    await expect(page.getByText('build-1 is being made')).toBeVisible()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(page.getByRole('link', { name: 'build-1' })).toHaveCount(1)

    await go(page, 'Usage')
    await expect(page.getByRole('region', { name: 'Limits of your plan: Cloud plan' })).toBeVisible()
    await expect(page.getByRole('region', { name: 'Plan and costs' })).toContainText('The plan Cloud plan costs US$19.00 a month.')

    await go(page, 'Billing')
    const plan = page.getByRole('region', { name: 'Plan', exact: true })
    await expect(plan).toContainText('Cloud plan')
    await expect(plan).toContainText('active')
    await expect(plan).toContainText('renews')
    await plan.getByRole('button', { name: 'Cancel subscription' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel it' }).click()
    await expect(plan).toContainText('is not renewed')
    expect(await faults(page)).toEqual([])
  } finally {
    await coordinator.remove()
  }
})

test('ending a subscription takes no more presses than buying it, and nothing is chosen beforehand', async ({ page, context }) => {
  const coordinator = await Coordinator.thatSells('stripe')
  try {
    await page.goto(await coordinator.link())
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await go(page, 'Billing')
    const plans = page.getByRole('region', { name: 'Plans', exact: true })
    const offer = plans.getByRole('row').filter({ hasText: 'Pro' })
    await expect(offer).toContainText('a month')
    await expect(plans).toContainText('renews by itself at its price until you cancel it here')
    await expect(plans).toContainText('You agree and pay at Stripe')
    await expect(plans.locator(CHOSEN)).toHaveCount(0)

    const buying = new Presses()
    const opened = context.waitForEvent('page')
    await buying.press(offer.getByRole('button', { name: 'Open the checkout of Pro' }))
    const checkout = await opened
    await buying.press(checkout.getByRole('button', { name: 'Pay' }))
    await checkout.waitForURL(/returned=1/)
    await expect(checkout.getByRole('heading', { level: 1 })).toHaveText('Paid')
    await expect(checkout.getByText('You can close this tab and go back to the console.')).toBeVisible()
    await checkout.close()

    await page.reload()
    const plan = page.getByRole('region', { name: 'Plan', exact: true })
    await expect(plan).toContainText('active')
    await expect(plan).toContainText('renews')
    await expect(page.getByRole('region', { name: 'Invoices' }).getByRole('row')).toHaveCount(2)
    const ending = new Presses()
    await ending.press(plan.getByRole('button', { name: 'Cancel subscription' }))
    const question = page.getByRole('alertdialog')
    await expect(question).toContainText('It stays until the end of the period that is paid')
    await expect(question.locator(CHOSEN)).toHaveCount(0)
    await ending.press(question.getByRole('button', { name: 'Cancel it' }))
    await expect(plan).toContainText('is not renewed')
    expect(ending.count).toBeLessThanOrEqual(buying.count)

    await go(page, 'Usage')
    const costs = page.getByRole('region', { name: 'Plan and costs' })
    await expect(costs).toContainText('The plan Pro costs')
    const limits = page.getByRole('region', { name: 'Limits of your plan: Pro' })
    await expect(limits.getByRole('listitem').filter({ hasText: 'Environments' })).toContainText('What is beyond that is refused.')
    await expect(costs.getByRole('row').filter({ hasText: 'Cloud workers' })).toContainText('0')
    expect(await faults(page)).toEqual([])
  } finally {
    await coordinator.remove()
  }
})

test('where nothing is sold the page says so', async ({ console: page }) => {
  await go(page, 'Billing')
  await expect(page.getByText('Nothing is sold here')).toBeVisible()
  await page.getByRole('link', { name: 'Show usage' }).click()
  await page.getByRole('heading', { name: 'Usage', level: 1 }).waitFor()
})
