import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { Coordinator } from './coordinator'
import { expect, go, test } from './test'

/** What a demo's providers take their time for. */
const IN_TIME = { timeout: 60_000 }

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)
}

const paste = (field: Locator, text: string) =>
  field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text', pasted)
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, text)

type Made = { environment: { id: string } }
type Shown = { status: string; stops?: { not_before?: string } }

let coordinator: Coordinator
test.beforeEach(async ({ page }) => {
  test.slow()
  coordinator = await Coordinator.start('--demo')
  await page.goto(await coordinator.link())
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
})
test.afterEach(() => coordinator.remove())

const make = async (name: string, more: object = {}): Promise<string> =>
  (await coordinator.post<Made>('/v1/environments', { name, cpu_cores: 2, memory_gb: 4, storage_gb: 20, ...more })).environment.id

const statusOf = (id: string) => async (): Promise<string> => (await coordinator.get<Shown>(`/v1/environments/${id}`).catch(() => ({ status: 'nothing' }))).status

const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) })

test('the form says what is wrong beside its field, shows the price as it is typed, and keeps secrets to itself', async ({ page }) => {
  await go(page, 'Environments')
  await page.getByRole('button', { name: 'New environment' }).first().click()
  const form = page.getByRole('dialog', { name: 'New environment' })
  await form.getByRole('textbox', { name: 'Name', exact: true }).fill('my-workspace')
  await expect(form).toContainText('$0.1004 an hour')
  await form.getByText('Own', { exact: true }).click()
  const cores = form.getByRole('textbox', { name: 'Cores' })
  await cores.fill('9')
  await expect(cores).toHaveAccessibleDescription('From 1 to 4.')
  await expect(cores).toHaveAttribute('aria-invalid', 'true')
  await cores.fill('1')
  await form.getByRole('textbox', { name: /^Storage/ }).fill('50')
  await expect(form.getByText('Stopped: $0.0041 an hour')).toBeVisible()

  await form.getByRole('button', { name: 'Add a variable' }).click()
  await paste(form.getByRole('textbox', { name: 'Name 1' }), 'EDITOR=vim\nexport PAGER="less -R"\n')
  await expect(form.getByRole('textbox', { name: 'Value 2' })).toHaveValue('less -R')
  await form.getByRole('button', { name: 'Add a secret' }).click()
  const secrets = form.getByRole('group', { name: /^Secrets/ })
  await secrets.getByRole('textbox', { name: 'Name 1' }).fill('GITHUB_TOKEN')
  const value = secrets.getByLabel('Value 1')
  await expect(value).toHaveAttribute('type', 'password')
  await value.fill('hush-hush')

  // What only the coordinator knows: this name is its own.
  await form.getByRole('button', { name: 'Add a variable' }).click()
  await form.getByRole('group', { name: /^Variables/ }).getByRole('textbox', { name: 'Name 3' }).fill('AGENT_TOKEN')
  await form.getByRole('button', { name: 'Create environment' }).click()
  await expect(form.getByRole('group', { name: /^Variables/ }).getByRole('alert')).toContainText('must not have a name twice')
  expect(await findings(page)).toEqual([])
  await form.getByRole('button', { name: 'Remove AGENT_TOKEN' }).click()
  await form.getByRole('button', { name: 'Create environment' }).click()
  await page.getByRole('button', { name: 'I have kept it' }).click()

  await expect(row(page, 'my-workspace')).toContainText(/Step \d of 3: /)
  await page.getByRole('link', { name: 'my-workspace' }).click()
  const operations = page.getByRole('region', { name: 'Operations' })
  await expect(operations).toContainText(/Step \d of 3/)
  const variables = page.getByRole('region', { name: 'Variables and secrets' })
  await expect(variables).toContainText('PAGER')
  await expect(variables).toContainText('never shown again')
  await expect(page.getByText('hush-hush')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Environment', exact: true })).toContainText('Running', IN_TIME)
  await expect(page.getByRole('region', { name: 'Ways in' }).getByRole('link')).toHaveAttribute('href', /^http:/)
  await expect(page.getByRole('region', { name: 'Ways in' })).toContainText('no address for SSH')
})

test('its log is followed, searched and saved, and an hour is added by a key, a button and the palette', async ({ page }) => {
  const id = await make('my-workspace', { stop_after_idle_minutes: 30 })
  await expect.poll(statusOf(id), IN_TIME).toBe('running')
  await page.goto(`${coordinator.url}/console/environments/${id}`)
  const log = page.getByRole('log', { name: 'Log of my-workspace' })
  await expect(log.getByText(/is up/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Follow' })).toContainText('Following')
  await page.keyboard.press('/')
  await page.keyboard.type('is up')
  await expect(page.getByText('1 of 1')).toBeVisible()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save these lines' }).click()
  expect((await saved).suggestedFilename()).toBe('my-workspace.log')
  expect(await findings(page)).toEqual([])

  const facts = page.getByRole('region', { name: 'Environment', exact: true })
  await expect(facts).toContainText(/Stops in \d+ min, unless it is used/)
  await facts.getByRole('button', { name: 'Extend my-workspace by 1 h' }).focus()
  await page.keyboard.press('e')
  await expect(facts).toContainText(/Stops in (59 min|1 h) at the earliest, it was extended/)
  const until = async () => Date.parse((await coordinator.get<Shown>(`/v1/environments/${id}`)).stops?.not_before ?? '') - Date.now()
  await facts.getByRole('button', { name: 'Extend my-workspace by 1 h' }).click()
  await expect.poll(until, { message: 'an hour is added to the hour before' }).toBeGreaterThan(110 * 60_000)

  await go(page, 'Environments')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill('my-workspace')
  await page.keyboard.press('ArrowRight')
  await page.getByRole('combobox').fill('extend')
  await expect(page.getByRole('option', { name: /Extend my-workspace by 1 h/ })).toBeVisible()
  await expect(page.getByText(/muster env extend my-workspace \d+min/)).toBeVisible()
  await page.keyboard.press('Escape')
})

test('what is stopped costs its files, and what is deleted can be taken back until it is sent', async ({ page }) => {
  const id = await make('my-workspace', { stop_after_idle_minutes: 30 })
  await go(page, 'Environments')
  await expect(row(page, 'my-workspace')).toContainText('Running', IN_TIME)
  await expect(row(page, 'my-workspace')).toContainText('$0.1004 an hour')
  await row(page, 'my-workspace').hover()
  await row(page, 'my-workspace').getByRole('button', { name: 'Stop my-workspace' }).click()
  await expect(page.getByText('Stopped, its 20 GB of files stay ($0.0016 an hour); what runs in it ends.')).toBeVisible()
  await expect(row(page, 'my-workspace')).toContainText('Stopped', IN_TIME)
  await expect(row(page, 'my-workspace')).toContainText('$0.0016 an hour (files)')
  await expect(row(page, 'my-workspace')).not.toContainText('$0.1004')
  // A tip that was still there would lie over the page.
  await page.mouse.move(0, 0)
  await expect(page.getByRole('tooltip')).toHaveCount(0)
  expect(await findings(page)).toEqual([])

  await page.getByRole('button', { name: 'Cards' }).click()
  await page.reload()
  const card = page.getByRole('article', { name: 'my-workspace' })
  await expect(card).toContainText('$0.0016 an hour (files)')
  expect(await findings(page)).toEqual([])

  const menu = async (entry: string) => {
    await card.getByRole('button', { name: 'More for my-workspace' }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  await menu('Delete')
  await expect(page.getByText('my-workspace and its 20 GB of files are deleted in a moment')).toBeVisible()
  await expect(card).toContainText('Deleting')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(card).toContainText('Stopped')
  expect(await statusOf(id)(), 'nothing was sent').toBe('stopped')

  await card.getByRole('button', { name: 'Start my-workspace' }).click()
  await expect(card).toContainText('Running', IN_TIME)
  await menu('Delete')
  const question = page.getByRole('alertdialog', { name: 'Delete my-workspace?' })
  await expect(question).toContainText('its 20 GB of files are deleted')
  await question.getByRole('button', { name: 'Delete with all files' }).click()
  await expect(card).toContainText('Deleting')
  expect(await statusOf(id)(), 'it is held back').toBe('running')
  // Whoever leaves has asked for it all the same.
  await page.goto('about:blank')
  await expect.poll(statusOf(id), IN_TIME).toMatch(/deleting|nothing/)
})

test('without a provider it is said how one is set up', async ({ page }) => {
  const bare = await Coordinator.start()
  try {
    await page.goto(await bare.link())
    await go(page, 'Environments')
    await expect(page.getByText('muster provider set azure')).toBeVisible()
    expect(await findings(page)).toEqual([])
    await page.getByRole('link', { name: 'Set up a provider' }).click()
    await expect(page.getByRole('region', { name: 'Providers', exact: true })).toBeInViewport()
  } finally {
    await bare.remove()
  }
})
