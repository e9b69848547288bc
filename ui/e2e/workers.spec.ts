import { freePort } from './coordinator'
import { expect, go, test } from './test'

test('a second machine joins with the line that the dialog shows', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  await expect(page.getByRole('row', { name: /this machine/ })).toBeVisible()

  await page.getByRole('button', { name: 'Add worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a worker' })
  await expect(dialog.getByText('Waiting for the first heartbeat')).toBeVisible()
  await expect(dialog.getByText(/^Works for (10:00|9:\d\d) more$/)).toBeVisible()
  await dialog.getByRole('tab', { name: 'Windows' }).click()
  await expect(dialog.getByLabel('Line for Windows')).toContainText('muster.exe worker join')
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  // From another machine nothing reaches loopback: what helps stands first, and no camera reads what cannot work.
  await expect(dialog.getByRole('region', { name: 'First let other machines reach this coordinator' })).toContainText('--listen')
  await expect(dialog.getByRole('img', { name: 'QR code for Linux' })).toHaveCount(0)
  await expect(dialog.getByLabel('Installation on Linux')).toContainText('cargo install')
  const line = await dialog.getByLabel('Line for Linux').innerText()

  coordinator.paste(`${line} --name second`)
  await expect(dialog.getByText('second has joined', { exact: true })).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  const row = page.getByRole('row', { name: /^Online second/ })
  await expect(row).toBeVisible()

  await row.getByRole('button', { name: 'More for second' }).click()
  await page.getByRole('menuitem', { name: 'Remove', exact: true }).click()
  await page.getByRole('alertdialog', { name: 'Remove second?' }).getByRole('button', { name: 'Remove worker' }).click()
  await expect(page.getByText('second was removed')).toBeVisible()
  await expect(row).toHaveCount(0)
})

test('a name and labels that are typed stand in the line, and the worker has them', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  await page.getByRole('button', { name: 'Add worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a worker' })
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  const line = dialog.getByLabel('Line for Linux')
  const before = await line.innerText()
  await dialog.getByRole('textbox', { name: 'Name' }).fill('attic-1')
  await dialog.getByRole('textbox', { name: 'Labels' }).fill('gpu room=attic')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('The new worker is called attic-1. The new worker gets gpu room=attic when it joins.')).toBeVisible()
  await expect(dialog.locator('[inert]')).toHaveCount(0)
  await expect(line).not.toHaveText(before)
  coordinator.paste(await line.innerText())
  await expect(dialog.getByText('attic-1 has joined', { exact: true })).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row', { name: /^Online attic-1.*gpu/ })).toBeVisible()
})

test('where others reach the coordinator, a camera reads the line', async ({ console: page }) => {
  await page.route('**/v1/join-tokens', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...((await answer.json()) as object), warning: null } })
  })
  await go(page, 'Workers')
  await page.getByRole('button', { name: 'Add worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a worker' })
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  await expect(dialog.getByRole('img', { name: 'QR code for Linux' })).toBeVisible()
  await expect(dialog.getByRole('region', { name: /^First let/ })).toHaveCount(0)
})

test('a machine that cannot reach the coordinator is called by it', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  await page.getByRole('button', { name: 'Add worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a worker' })
  await dialog.getByRole('button', { name: 'It cannot reach this one' }).click()
  await dialog.getByRole('textbox', { name: 'Where it will listen' }).fill('http://192.168.1.9:7700')
  await dialog.getByRole('button', { name: 'Make the line' }).click()
  await expect(dialog.getByText('others could read what is said there')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Where it will listen' }).fill(`http://127.0.0.1:${await freePort()}`)
  await dialog.getByRole('textbox', { name: 'Name' }).fill('called')
  await dialog.getByRole('button', { name: 'Make the line' }).click()
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  coordinator.paste(await dialog.getByLabel('Line for Linux').innerText())
  await expect(dialog.getByText('called has answered')).toBeVisible()
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('row', { name: /^Online called/ })).toBeVisible()
})

test('workers are updated after a look at the plan, and what fails says why', async ({ console: page, coordinator }) => {
  await coordinator.bring('9.9.9', 'echo this machine is too old >&2; exit 1')
  await go(page, 'Workers')
  await page.getByRole('button', { name: 'Add worker' }).click()
  const joining = page.getByRole('dialog', { name: 'Add a worker' })
  await joining.getByRole('tab', { name: 'Linux' }).click()
  coordinator.paste(`${await joining.getByLabel('Line for Linux').innerText()} --name second`)
  await joining.getByRole('button', { name: 'Done' }).click()

  await page.getByRole('button', { name: 'Update…' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Update the workers?' })
  await expect(dialog.getByText('9.9.9')).toBeVisible()
  await dialog.getByRole('button', { name: 'Update workers' }).click()
  const progress = page.getByRole('status').filter({ hasText: 'The update has failed.' })
  await expect(progress).toContainText('second was not updated: the new program does not work here')
  await expect(progress).toContainText('this machine is too old')
  await expect(page.getByRole('row', { name: /^Online second/ })).toBeVisible()
})

test('this machine cannot be removed, and the button says why', async ({ console: page }) => {
  await go(page, 'Workers')
  const row = page.getByRole('row', { name: /this machine/ })
  await row.getByRole('button', { name: /^More for/ }).click()
  await expect(page.getByRole('menuitem', { name: /^Remove/ })).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Escape')
  await row.getByRole('link').click()
  const button = page.getByRole('button', { name: /^Remove/ })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await expect(button).toHaveAccessibleDescription('This machine works as long as the coordinator runs on it')
})

test('a worker is paused with a reason, says so to whoever waits, and goes on', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  const row = page.getByRole('row', { name: /this machine/ })
  await row.getByRole('button', { name: /^Pause/ }).click()
  const dialog = page.getByRole('dialog', { name: /^Pause/ })
  await dialog.getByRole('button', { name: 'Pause worker' }).click()
  await expect(dialog.getByText('Fill this in')).toBeVisible()
  await dialog.getByRole('textbox', { name: 'Why' }).fill('a new disk')
  await dialog.getByRole('button', { name: /It goes on/ }).click()
  await page.getByRole('option', { name: 'In 8 hours' }).click()
  await dialog.getByRole('button', { name: 'Pause worker' }).click()
  await expect(row.getByText('Paused', { exact: true })).toBeVisible()
  await expect(row).toContainText('a new disk, says console')

  const job = await coordinator.post<{ id: string }>('/v1/jobs', { command: 'echo waits' })
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('1 paused')
  await go(page, 'Workers')
  await row.getByRole('button', { name: /^Resume/ }).click()
  await expect(row.getByText('Online', { exact: true })).toBeVisible()
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('Succeeded')
})

test('the jobs of a worker are moved after a question with their number, and its past is on its page', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'sleep 300' })
  await go(page, 'Workers')
  await page.getByRole('row', { name: /this machine/ }).getByRole('link').click()
  const past = page.getByRole('region', { name: 'How it was' })
  await expect(past.getByRole('row', { name: /Online.*its session is open/ })).toBeVisible()
  await past.getByText('7 days').click()
  // It has just joined, so there is nothing before that which could be known.
  await expect(past.getByRole('img', { name: /^Online \d+ s$/ })).toBeVisible()

  await page.getByRole('button', { name: /^Move the jobs of/ }).click()
  const question = page.getByRole('alertdialog', { name: /^Move 1 job of/ })
  await expect(question).toContainText('It has not failed, and nothing runs twice')
  await question.getByRole('button', { name: 'Move 1 job' }).click()
  await expect(page.getByText(/gives 1 job back$/)).toBeVisible()
  await expect(page.getByText('its jobs go elsewhere, says console')).toBeVisible()
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=timeline`)
  await expect(page.getByText('it was taken back from its worker')).toBeVisible()
})

test('a machine whose owner keeps it closed says so, and so does what waits for it', async ({ console: page, coordinator }) => {
  // No machine where tests run says for how long nobody has used it.
  await coordinator.allow('--idle', '10', '--hours', '22:00-21:59', '--program', 'make')
  await go(page, 'Workers')
  const row = page.getByRole('row', { name: /this machine/ })
  await expect(row.getByText('Closed', { exact: true })).toBeVisible({ timeout: 15_000 })
  await expect(row).toContainText('unsure whether its owner')
  await expect(row).toContainText('only 22:00–21:59, after 10 minutes without use, that run make')

  const job = await coordinator.post<{ id: string }>('/v1/jobs', { command: 'echo waits' })
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('the owner of 1 worker does not allow sh')
  await coordinator.allow('--reset')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('Succeeded', { timeout: 15_000 })
})

test('labels are given, changed and taken back in place, and what waits for one begins', async ({ console: page, coordinator }) => {
  await go(page, 'Workers')
  await page.getByRole('row', { name: /this machine/ }).getByRole('link').click()
  const given = page.getByRole('region', { name: 'Labels given' })
  const found = page.getByRole('region', { name: 'Labels found' })
  await expect(found.getByText('os', { exact: true })).toBeVisible()
  await expect(given.getByText('None yet')).toBeVisible()
  const job = await coordinator.post<{ id: string }>('/v1/jobs', { command: 'true', requirements: ['room in [attic]'] })

  await given.getByRole('textbox', { name: 'Name of a new label' }).fill('room')
  await page.keyboard.press('Tab')
  await page.keyboard.type('cellar')
  await page.keyboard.press('Enter')
  const room = given.getByRole('textbox', { name: 'Value of room' })
  await expect(room).toHaveValue('cellar')
  await expect(given.getByRole('textbox', { name: 'Name of a new label' })).toBeFocused()
  await room.fill('never kept')
  await room.press('Escape')
  await expect(room).toHaveValue('cellar')
  await room.fill('attic')
  await room.press('Enter')
  await expect(room).toHaveValue('attic')
  await given.getByRole('button', { name: 'Remove room' }).click()
  await expect(given.getByText('None yet')).toBeVisible()
  await page.reload()
  await expect(given.getByText('None yet')).toBeVisible()
  await go(page, 'Jobs')
  await expect(page.getByRole('row', { name: new RegExp(job.id) })).toContainText('Succeeded')
})

test('a label that is refused is taken back with the reason, and what was typed can be put right', async ({ console: page }) => {
  await go(page, 'Workers')
  await page.getByRole('row', { name: /this machine/ }).getByRole('link').click()
  const given = page.getByRole('region', { name: 'Labels given' })
  await given.getByRole('textbox', { name: 'Name of a new label' }).fill('landlock')
  await page.keyboard.press('Enter')
  await expect(given.getByRole('alert')).toHaveText('landlock is as it was: labels.landlock is for the machine alone to say')
  await expect(given.getByRole('textbox', { name: 'Value of landlock' })).toHaveCount(0)
  await expect(given.getByRole('textbox', { name: 'Name of a new label' })).toHaveValue('landlock')
})

const machine = (number: number) => ({ name: `machine ${String(number).padStart(3, '0')}`, destination: 'local', workspacePath: '/srv' })

test('a large fleet is read page by page, searched, and stays live', async ({ console: page, coordinator }) => {
  const made: { worker: { id: string } }[] = []
  for (let number = 1; number <= 230; number += 1) made.push(await coordinator.post('/v1/workers', machine(number)))
  await go(page, 'Workers')
  const table = page.getByRole('table', { name: 'Workers' })
  const row = (number: string) => table.getByRole('row', { name: new RegExp(`machine ${number}`) })
  await expect(row('001')).toBeVisible()
  await expect(row('230')).toHaveCount(0)

  // The last page is read when its rows come in sight.
  await expect(async () => {
    await table.evaluate((element) => {
      let view: Element | null = element
      while (view && view.scrollHeight <= view.clientHeight + 1) view = view.parentElement
      view?.scrollTo(0, view.scrollHeight)
    })
    await expect(row('230')).toBeVisible({ timeout: 1000 })
  }).toPass()

  const field = page.getByRole('textbox', { name: 'Find workers' })
  await field.fill('machine 22')
  await expect(table.getByRole('row', { name: /machine/ })).toHaveCount(10)
  await expect(page).toHaveURL(/query=machine/)
  await field.fill('destination:local state:online')
  await expect(table.getByRole('row', { name: /this machine/ })).toBeVisible()
  await expect(table.getByRole('row', { name: /machine \d{3}/ })).toHaveCount(0)
  await field.fill('state:onlin')
  await expect(page.getByText('did you mean online?')).toBeVisible()

  await field.fill('machine 15')
  await expect(row('157')).toBeVisible()
  await coordinator.delete(`/v1/workers/${made[156]?.worker.id}`)
  await expect(row('157')).toHaveCount(0)
  await coordinator.patch(`/v1/workers/${made[157]?.worker.id}`, { name: 'machine 15x' })
  await expect(row('15x')).toBeVisible()

  // One behind the first pages has a page of its own.
  await page.goto(`${coordinator.url}/console/workers/${made[228]?.worker.id}`)
  await expect(page.getByRole('heading', { name: 'machine 229' })).toBeVisible()
})

test('a query that is wrong is told at its word, and takes no worker away', async ({ console: page, coordinator }) => {
  await page.goto(`${coordinator.url}/console/workers?query=state:foo`)
  const box = page.getByRole('textbox', { name: 'Find workers' })
  await expect(box).toHaveAccessibleDescription('state:foo: there is no state foo')
  await expect(page.getByRole('row', { name: /^Online/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  await box.fill('nobody')
  await expect(page.getByRole('heading', { name: 'No worker matches' })).toBeVisible()
})

test('a name that another worker has is taken only by whoever confirms it again', async ({ console: page, coordinator }) => {
  const { lines } = await coordinator.post<{ lines: { os: string; line: string }[] }>('/v1/join-tokens', {})
  coordinator.paste(`${lines.find(({ os }) => os === 'linux')?.line} --name second`)
  await go(page, 'Workers')
  const rename = async () => {
    await page.getByRole('row', { name: /^Online second/ }).getByRole('button', { name: 'More for second' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
  }
  await rename()
  const { items } = await coordinator.get<{ items: { name: string; is_this_machine: boolean }[] }>('/v1/workers')
  const taken = items.find((worker) => worker.is_this_machine)?.name ?? ''
  const dialog = page.getByRole('alertdialog', { name: 'Rename second' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill(taken)
  await dialog.getByRole('button', { name: 'Rename worker' }).click()
  await expect(dialog.getByRole('alert')).toContainText(`There is a worker ${taken} already`)
  await dialog.getByRole('button', { name: 'Rename all the same' }).click()
  await expect(page.getByText(`It is called ${taken} now`)).toBeVisible()
})

test('a line that nobody has copied or used ends with its dialog', async ({ console: page, coordinator }) => {
  const lines = async () => (await coordinator.get<{ items: { kind: string; revoked_at?: string | null }[] }>('/v1/tokens')).items.filter(({ kind }) => kind === 'join')
  await go(page, 'Workers')
  await page.getByRole('button', { name: 'Add worker' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a worker' })
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  await expect(dialog.getByLabel('Line for Linux')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(async () => expect((await lines()).every(({ revoked_at: at }) => Boolean(at))).toBe(true)).toPass()

  await page.getByRole('button', { name: 'Add worker' }).click()
  await dialog.getByRole('tab', { name: 'Linux' }).click()
  await dialog.getByRole('button', { name: 'Copy line' }).click()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  expect((await lines()).filter(({ revoked_at: at }) => !at)).toHaveLength(1)
})
