import { expect, go, test } from './test'

test('somebody is invited, creates an account, is given another role and removed', async ({ console: page, coordinator, browser }) => {
  await go(page, 'Settings')
  const people = page.getByRole('region', { name: 'People' })
  await expect(people.getByText('Nobody but this machine’s operator')).toBeVisible()
  await people.getByRole('button', { name: 'Invite' }).click()
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' })
  await dialog.getByText('operator', { exact: true }).click()
  await dialog.getByRole('textbox', { name: /For whose address/ }).fill('grace@example.org')
  await dialog.getByRole('button', { name: 'Make the link' }).click()
  const link = (await dialog.getByLabel('The link').textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(people.getByText('operator for grace@example.org')).toBeVisible()

  const theirs = await (await browser.newContext()).newPage()
  await theirs.goto(link)
  // It is taken from the address as soon as the page runs.
  await expect.poll(() => new URL(theirs.url()).hash).toBe('')
  await theirs.getByRole('textbox', { name: 'Your name' }).fill('Grace')
  await theirs.getByRole('textbox', { name: 'E-mail address' }).fill('grace@example.org')
  await theirs.getByLabel('Password').fill('short')
  await theirs.getByRole('button', { name: 'Create account' }).click()
  await expect(theirs.getByText('a password has at least 8 characters')).toBeVisible()
  await theirs.getByLabel('Password').fill('correct horse')
  await theirs.getByRole('button', { name: 'Create account' }).click()
  await expect(theirs.getByRole('heading', { name: 'Overview', level: 1 })).toBeVisible()
  await go(theirs, 'Settings')
  await expect(theirs.getByRole('region', { name: 'People' }).getByRole('row', { name: /Grace \(you\)/ })).toBeVisible()
  await expect(theirs.getByRole('region', { name: 'Your sessions' }).getByText('this one')).toBeVisible()

  await page.reload()
  await expect(people.getByText('operator for grace@example.org')).toHaveCount(0)
  await people.getByRole('button', { name: 'Remove Grace' }).click()
  await page.getByRole('button', { name: 'Remove member' }).click()
  await expect(people.getByText('Nobody but this machine’s operator')).toBeVisible()
  const gone = await theirs.request.get(`${coordinator.url}/v1/jobs`)
  expect(gone.status()).toBe(401)
})

test('who may only look is told so at the buttons that begin something', async ({ page, coordinator }) => {
  await page.route('**/v1/me', async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, json: { ...(await response.json()), role: 'viewer', may_change: false } })
  })
  await page.goto(await coordinator.link())
  for (const name of ['Run a job', 'Add worker']) {
    const button = page.getByRole('button', { name }).first()
    await expect(button).toHaveAttribute('aria-disabled', 'true')
    await expect(button).toHaveAccessibleDescription(/may look/)
    await button.click({ force: true })
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await go(page, 'Jobs')
  await expect(page.getByRole('button', { name: 'Run a job' }).first()).toHaveAttribute('aria-disabled', 'true')
})
