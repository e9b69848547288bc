import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { Coordinator } from './coordinator'
import { expect, go, runJob, test } from './test'

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

const palette = (page: Page) => page.getByRole('combobox', { name: 'Search or run a command' })
const table = (page: Page) => page.getByRole('table', { name: 'Jobs' })

/** Opens the list with the heading in sight, without the mouse. */
async function listOf(page: Page, coordinator: Coordinator, query = ''): Promise<void> {
  await page.goto(`${coordinator.url}/console/jobs${query}`)
  await expect(table(page).or(page.getByRole('heading', { name: /No job/ }))).toBeVisible()
}

test('a job is submitted, watched and cancelled by keyboard alone', async ({ console: page }) => {
  await page.keyboard.press('n')
  await expect(page.getByRole('textbox', { name: 'Command' })).toBeFocused()
  await page.keyboard.type('echo started; sleep 600')
  await page.keyboard.press('Control+Enter')
  const detail = page.getByRole('article')
  await expect(detail.getByRole('log').getByText('started')).toBeVisible()
  await expect(detail.getByRole('status').filter({ hasText: 'Running' })).toBeVisible()

  await page.keyboard.press('c')
  await expect(detail.getByRole('status').filter({ hasText: 'Cancelling' })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(detail.getByRole('status').filter({ hasText: 'Running' })).toBeVisible()
  await page.keyboard.press('c')
  await expect(detail.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible()

  await page.keyboard.press('Escape')
  await expect(detail).toHaveCount(0)
  await page.keyboard.press('g')
  await expect(page.getByRole('status').filter({ hasText: 'Go on with' })).toContainText('Workers')
  await page.keyboard.press('w')
  await expect(page.getByRole('heading', { name: 'Workers', level: 1 })).toBeVisible()
})

test('the palette finds things by name, shows the line that does the same, and goes into what can be done with them', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'sleep 600', name: 'nightly-train' })
  await coordinator.put('/v1/templates/build', { parameters: {}, job: { command: 'true' } })
  await page.keyboard.press('Control+k')
  await palette(page).fill('nightly')
  const found = page.getByRole('option', { name: /job_1.*nightly-train/ })
  await expect(found).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('dialog').getByText('muster job show job_1')).toBeVisible()
  expect(await findings(page)).toEqual([])

  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('option', { name: /Cancel job_1/ })).toHaveAttribute('aria-selected', 'true')
  await expect(page.getByRole('dialog').getByText('muster job cancel job_1')).toBeVisible()
  await page.keyboard.press('Backspace')
  await palette(page).fill('run build')
  await expect(page.getByRole('option', { name: /Run build/ })).toBeVisible()
  await expect(page.getByRole('dialog').getByText('muster job submit --template build')).toBeVisible()
  await palette(page).fill('create sched')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Create a schedule' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await palette(page).fill('settings tok')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Tokens' })).toBeInViewport()
})

test('the palette finds what is done seldom by the words for it, and what begins with the words first', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true', name: 'sleeper' })
  await coordinator.post('/v1/jobs', { command: 'sleep 600', name: 'test' })
  await page.keyboard.press('Control+k')
  const found = page.getByRole('option').first()
  for (const [typed, first] of [
    ['sleep', /job_1.*sleeper/],
    ['stop everything', 'Stop everything billable'],
    ['language', 'Language: English'],
    ['theme', 'Theme: light'],
    ['export', 'Export all jobs'],
    ['label', /^Change labels of/],
    ['slots', /^Show slots and limits of/],
    ['rotate', 'Rotate the key of the audit log'],
    ['console', /opens the console/],
    ['budget', 'Settings: Spending'],
    ['marketplace', /^Go to Marketplace/],
    ['no such thing', 'Look for “no such thing” in all jobs'],
  ] as const) {
    // oxlint-disable-next-line no-await-in-loop
    await palette(page).fill(typed)
    // oxlint-disable-next-line no-await-in-loop
    await expect(found, typed).toHaveText(first)
  }
  await expect(page.getByRole('dialog').getByText("muster job list 'no such thing'")).toBeVisible()
  await palette(page).fill('verify')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Integrity' })).toContainText('Proven')
  await page.keyboard.press('Control+k')
  await palette(page).fill('stop everything')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alertdialog').getByRole('button', { name: 'Stop all of it' })).toBeVisible()
})

test('what is typed before the palette is there stands in it', async ({ page, coordinator }) => {
  const gate: { open?: () => void } = {}
  const isOpen = new Promise<void>((opened) => {
    gate.open = opened
  })
  await page.route(/\/Palette-[^/]*\.js$/, async (route) => {
    await isOpen
    await route.continue()
  })
  await page.goto(await coordinator.link())
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('ndoc')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  gate.open?.()
  await expect(palette(page)).toHaveValue('ndoc')
  await page.keyboard.press('Escape')
  // What was fetched meanwhile is there with the key that opens it.
  await page.keyboard.press('Control+k')
  await page.keyboard.type('doctor')
  await expect(palette(page)).toHaveValue('doctor')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Doctor', level: 1 })).toBeVisible()
})

test('a shortcut is changed, a conflict is named, and the choice stays in the browser', async ({ console: page }) => {
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Shortcuts' })
  await expect(sheet.getByText('Show its log')).toBeVisible()
  await sheet.getByRole('link', { name: 'Change shortcuts' }).click()
  const keyboard = page.getByRole('region', { name: 'Keyboard' })
  await keyboard.getByRole('button', { name: 'Change the keys of Doctor' }).click()
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await expect(keyboard.getByRole('alert')).toHaveText('These belong to: Jobs')
  expect(await findings(page)).toEqual([])
  await keyboard.getByRole('button', { name: 'Use them here instead' }).click()
  await page.reload()
  await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
  await page.keyboard.press('g')
  await page.keyboard.press('j')
  await expect(page.getByRole('heading', { name: 'Doctor', level: 1 })).toBeVisible()

  await go(page, 'Settings')
  await keyboard.getByRole('checkbox', { name: /Single keys are shortcuts/ }).uncheck()
  await page.getByRole('heading', { name: 'Settings', level: 1 }).click()
  await page.keyboard.press('n')
  await page.keyboard.press('Control+k')
  await expect(palette(page)).toBeFocused()
  await expect(page.getByRole('dialog', { name: 'Run a job' })).toHaveCount(0)
})

test('the query is completed while it is typed, and says at its place what is wrong', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true', labels: { team: 'ml' }, requirements: ['gpu'] })
  await listOf(page, coordinator)
  await page.keyboard.press('/')
  const query = page.getByRole('combobox', { name: 'Find jobs' })
  await expect(query).toBeFocused()
  await page.keyboard.type('st')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.keyboard.type('queu')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(query).toHaveValue('state:queued ')
  await page.keyboard.type('label:te')
  await page.getByRole('option', { name: 'team=ml' }).click()
  await expect(page).toHaveURL(/state=queued&label=team%3Dml/)

  await query.fill('state:faild since:1h')
  await expect(page.getByText('faild is no state; did you mean failed?')).toBeVisible()
  await expect(page.getByText('Jobs cannot be asked for by since:')).toBeVisible()
  await expect(query).toHaveAttribute('aria-invalid', 'true')
  await expect(page, 'what is wrong is not asked for').toHaveURL(/state=queued/)
  expect(await findings(page)).toEqual([])
})

test('a query is saved as a view, found again after a reload, and put back when it was removed by mistake', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true', labels: { team: 'ml' }, requirements: ['gpu'] })
  await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  await listOf(page, coordinator, '?label=team%3Dml')
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).click()
  await page.keyboard.press('s')
  await page.getByRole('textbox', { name: 'Name' }).fill('Of the team')
  await page.keyboard.press('Enter')
  const mine = page.getByRole('navigation', { name: 'Saved views' })
  await expect(mine.getByRole('link', { name: 'Of the team' })).toHaveAttribute('aria-current', 'page')

  await listOf(page, coordinator)
  await expect(page.getByRole('row', { name: /job_2/ })).toBeVisible()
  await mine.getByRole('link', { name: 'Of the team' }).click()
  await expect(page.getByRole('row', { name: /job_2/ })).toHaveCount(0)
  await page.getByRole('button', { name: 'More for the view Of the team' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(mine).toHaveCount(0)
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click()
  await expect(mine.getByRole('link', { name: 'Of the team' })).toBeVisible()
  expect(await findings(page)).toEqual([])
})

test('jobs are picked by keyboard and cancelled together; all that match are rerun', async ({ console: page, coordinator }) => {
  for (let count = 0; count < 4; count += 1) await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'], labels: { run: String(count % 2) } })
  await listOf(page, coordinator)
  await expect(page.getByRole('row', { name: /Waiting job_4/ })).toBeVisible()
  for (const key of ['j', 'x', 'j', 'x']) await page.keyboard.press(key)
  const bar = page.getByRole('group', { name: 'Picked jobs' })
  await expect(bar).toContainText('2 picked')
  expect(await findings(page)).toEqual([])
  await page.keyboard.press('c')
  await page.getByRole('alertdialog', { name: 'Cancel 2 jobs?' }).getByRole('button', { name: 'Cancel 2 jobs' }).click()
  for (const job of ['job_3', 'job_4']) await expect(page.getByRole('row', { name: new RegExp(`Cancelled ${job}`) })).toBeVisible()
  await expect(page.getByRole('row', { name: /Waiting job_2/ })).toBeVisible()

  await listOf(page, coordinator, '?label=run%3D1')
  await page.getByRole('checkbox', { name: 'Pick all that are shown' }).check()
  await expect(bar).toContainText('2 picked')
  await bar.getByRole('button', { name: 'Rerun', exact: true }).click()
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Show them' }).click()
  await expect(page).toHaveURL(/batch=job_5/)
  for (const job of ['job_5', 'job_6']) await expect(page.getByRole('row', { name: new RegExp(`Waiting ${job}`) })).toBeVisible()
})

test('of all that match only what failed is run again', async ({ console: page, coordinator }) => {
  for (const command of ['exit 1', 'true', 'exit 2']) await coordinator.post('/v1/jobs', { command, labels: { suite: 'e2e' } })
  await listOf(page, coordinator, '?label=suite%3De2e')
  await expect(page.getByRole('row', { name: /Failed job_3/ })).toBeVisible()
  await table(page).getByRole('link', { name: 'job_3' }).focus()
  await page.keyboard.press('Shift+a')
  const bar = page.getByRole('group', { name: 'Picked jobs' })
  await expect(bar).toContainText('3 picked')
  await bar.getByRole('button', { name: 'Rerun failed' }).click()
  await expect(page.getByText('2 jobs were submitted again')).toBeVisible()
})

test('jobs that need each other are drawn, walked by the arrows, and listed as well', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs/batch', {
    jobs: [
      { key: 'fetch', command: 'sleep 600' },
      { key: 'build', command: 'true', needs: ['fetch'] },
      { key: 'lint', command: 'true', needs: ['fetch'] },
      { key: 'report', command: 'true', needs: ['build', 'lint'] },
    ],
  })
  await page.goto(`${coordinator.url}/console/jobs/job_2?tab=graph`)
  const graph = page.getByRole('group', { name: 'Jobs that need each other' })
  await expect(graph.getByRole('link')).toHaveCount(4)
  await expect(graph.getByRole('link', { name: /fetch Running/ })).toBeVisible()
  await graph.getByRole('link', { name: /build/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(graph.getByRole('link', { name: /report/ })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await expect(graph.getByRole('link', { name: /fetch/ })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/job_1\?.*tab=graph/)
  expect(await findings(page)).toEqual([])

  await page.getByText('List', { exact: true }).click()
  await expect(page.getByRole('table', { name: 'Jobs that need each other' }).getByRole('row', { name: /report job_2, job_3/ })).toBeVisible()
})

test('the tasks of an array are a strip of cells, and one log by time', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'echo "says $MUSTER_TASK"; [ "$MUSTER_TASK" != 3 ]', array: 4 })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  await expect(page.getByRole('article').getByText(/4 of 4 done, 1 failed/).first()).toBeVisible()
  await expect(page.locator('i[data-task="3"]')).toHaveAttribute('data-tone', 'danger')
  await page.locator('i[data-task="3"]').hover()
  await expect(page.getByText(/Task 3 · Failed/)).toBeVisible()
  await page.keyboard.press('l')
  const log = page.getByRole('log', { name: 'Logs of the tasks of job_1' })
  for (const task of [1, 2, 3, 4]) await expect(log.getByText(`task ${task}`, { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Show times' }).click()
  await expect(log.locator('time').first()).toHaveText(/^\d\d:\d\d:\d\d\.\d{3}$/)
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('says 2')
  await page.getByRole('button', { name: 'Only lines that match' }).click()
  await expect(log.getByText('task 2', { exact: true })).toBeVisible()
  await expect(log.getByText('task 1', { exact: true })).toHaveCount(0)
  expect(await findings(page)).toEqual([])
})

test('the first minute has three steps; each is checked again, and they are found later', async ({ console: page }) => {
  const steps = page.getByRole('region', { name: 'First steps' }).getByRole('listitem')
  await expect(steps.nth(0)).toContainText('Done')
  await expect(steps.nth(1)).toContainText('Done')
  await expect(steps.nth(2)).toContainText('To do')
  expect(await findings(page)).toEqual([])
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/v1/me'))
  await steps.nth(0).getByRole('button', { name: 'Check again: The coordinator runs' }).click()
  await asked
  await steps.nth(2).getByRole('button', { name: 'Run a job' }).click()
  await expect(page.getByRole('textbox', { name: 'Command' })).toHaveValue('echo hello')
  await expect(page.getByRole('textbox', { name: 'Command' })).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('log').getByText('hello')).toBeVisible()
  await go(page, 'Overview')
  await expect(page.getByRole('region', { name: 'First steps' })).toHaveCount(0)
  await page.keyboard.press('Control+k')
  await palette(page).fill('first steps')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'First steps' }).getByText('1 job was run.')).toBeVisible()
})

test('the last hours are scrubbed by the arrow keys', async ({ console: page }) => {
  await runJob(page, 'sleep 600')
  await go(page, 'Overview')
  const hours = page.getByRole('region', { name: 'Timeline' })
  await expect(hours.getByRole('heading', { name: 'Last 15 min' })).toBeVisible()
  await expect(hours.getByRole('link', { name: /job_1/ })).toBeVisible()
  await hours.getByRole('slider', { name: 'Moment' }).focus()
  await page.keyboard.press('Home')
  await expect(hours.getByText(/Nothing ran at/)).toBeVisible()
  await expect(hours.getByRole('slider')).toHaveAttribute('aria-valuetext', /\d\d:\d\d · 0 running/)
  expect(await findings(page)).toEqual([])
})

test('a worker says how it is, what its owner allows and what was done with it', async ({ console: page, coordinator }) => {
  await coordinator.allow('--hours', '00:00-23:59', '--cpu', '50')
  await runJob(page, 'true')
  await go(page, 'Workers')
  await page.getByRole('row', { name: /this machine/ }).getByRole('link').click()
  await expect(page.getByRole('list', { name: 'How it is reached' }).getByRole('listitem')).toHaveCount(4)
  const limits = page.getByRole('region', { name: 'What its owner allows' })
  await expect(limits).toContainText('00:00–23:59')
  await expect(limits).toContainText('50 % of them')
  await expect(limits.getByRole('button', { name: /Copy/ })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Jobs here' }).getByRole('link', { name: 'job_1' })).toBeVisible()
  await page.keyboard.press('p')
  const dialog = page.getByRole('dialog', { name: /Pause/ })
  await dialog.getByRole('textbox').first().fill('a talk at three')
  await dialog.getByRole('button', { name: 'Pause worker' }).click()
  await expect(page.getByRole('region', { name: 'How it is' })).toContainText('a talk at three')
  await expect(page.getByRole('region', { name: 'What was done with it' })).toContainText('Paused a worker')
  expect(await findings(page)).toEqual([])
})

test('what others make is found by the palette and offered by the filter, without a reload', async ({ console: page, coordinator }) => {
  await page.keyboard.press('Control+k')
  await palette(page).fill('nightly')
  await expect(page.getByRole('option', { name: /Look for “nightly”/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await coordinator.post('/v1/schedules', { name: 'nightly', cron: '30 2 * * *', time_zone: 'Europe/Berlin', job: { command: 'make test' } })
  await coordinator.put('/v1/templates/nightly-report', { job: { command: 'make report' } })
  await go(page, 'Jobs')
  await page.getByRole('combobox', { name: 'Find jobs' }).fill('schedule:')
  await expect(page.getByRole('option', { name: /nightly/ })).toBeVisible()
  await page.keyboard.press('Control+k')
  await palette(page).fill('nightly')
  await expect(page.getByRole('option', { name: /^nightly/ }).first()).toBeVisible()
  await expect(page.getByRole('option', { name: /nightly-report/ }).first()).toBeVisible()
})
