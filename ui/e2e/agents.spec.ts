import { expect, go, test } from './test'

test('an agent is registered, published, let in with a credential that is shown once, and ended', async ({ console: page }) => {
  await go(page, 'Agents')
  await expect(page.getByRole('heading', { name: 'No agents yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Register agent' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Register an agent' })
  await dialog.getByRole('textbox', { name: 'Address' }).fill('screener@example.org')
  await dialog.getByRole('button', { name: 'Register agent' }).click()
  await expect(dialog.getByText('Fill this in').first()).toBeVisible()
  await dialog.getByRole('textbox', { name: 'What it can do' }).fill('invoices')
  await dialog.getByRole('textbox', { name: 'Who answers for it' }).fill('finance')
  await dialog.getByRole('button', { name: 'Register agent' }).click()
  await expect(dialog.getByText('pairs such as').first()).toBeVisible()
  await dialog.getByRole('textbox', { name: 'What it can do' }).fill('invoices:read')
  await dialog.getByRole('button', { name: 'Register agent' }).click()

  await page.getByRole('row', { name: /Active screener/ }).getByRole('link').click()
  await page.getByRole('heading', { name: 'screener', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Publish' }).click()
  await expect(page.getByText('screener can be found by everybody')).toBeVisible()
  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('button', { name: 'Suspend' })).toBeVisible()

  const made = page.getByRole('dialog', { name: 'The new credential' })
  await page.getByRole('button', { name: 'Create credential' }).click()
  await expect(made.getByLabel('Secret')).toContainText('muster_agent_')
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText('muster_agent_')).toHaveCount(0)
  await page.getByRole('button', { name: /^Rotate tok_/ }).click()
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('button', { name: /^Rotate tok_/ })).toHaveCount(1)
  await page.getByRole('button', { name: /^Revoke tok_/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke credential' }).click()
  await expect(page.getByRole('button', { name: /^Revoke tok_/ })).toHaveCount(0)

  await page.getByRole('button', { name: 'End for good' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End agent' }).click()
  await expect(page.getByRole('button', { name: 'Publish' })).toHaveCount(0)
})

test('agents are found by any word that is said of them', async ({ console: page, coordinator }) => {
  for (const [name, owner] of [['screener', 'finance'], ['router', 'support']]) {
    // oxlint-disable-next-line no-await-in-loop
    await coordinator.post('/v1/agents', { email: `${name}@example.org`, agentType: 'custom', version: '1.0.0', capabilities: ['invoices:read'], owner, deploymentEnv: 'production' })
  }
  await go(page, 'Agents')
  const query = page.getByRole('textbox', { name: 'Which agents are shown' })
  await query.fill('supp')
  await expect(page.getByRole('row', { name: /screener/ })).toHaveCount(0)
  await expect(page.getByRole('row', { name: /router/ })).toBeVisible()
  await expect(page).toHaveURL(/\?search=supp$/)
  await query.fill('nothing like it')
  await expect(page.getByRole('heading', { name: 'No agent is like that' })).toBeVisible()
})
