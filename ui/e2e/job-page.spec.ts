// What a job's page says of its course, its files and its needs, and that nothing of it is cut or moves.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './test'

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

test('the timeline says when a job waited, ran and ended, with a bar for each attempt', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'exit 3', name: 'flaky', max_attempts: 2 })
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=timeline`)
  const steps = page.getByRole('list', { name: 'What happened when' }).getByRole('listitem')
  await expect(steps.filter({ hasText: /^[\d:.]+Failed/ })).toBeVisible()
  await expect(steps.first()).toContainText('Submitted')
  await expect(steps.filter({ hasText: 'Attempt 1 is given to' })).toContainText('waited')
  await expect(steps.filter({ hasText: 'Attempt 2 ended' })).toContainText('exit code 3')
  await expect(steps.first().locator('time')).toHaveText(/^\d\d:\d\d:\d\d\.\d{3}$/)
  const drawing = page.getByRole('img', { name: /^Timeline of job_1 with 2 attempts/ })
  await expect(drawing.locator('i[data-kind=runs]')).toHaveCount(2)
  await expect(drawing.locator('i[data-kind=runs]').first()).toHaveAttribute('title', /Attempt 1 on .* · Runs · \d\d:\d\d:\d\d\.\d{3} – /)
  await steps.filter({ hasText: 'Attempt 2 ended' }).hover()
  await expect(drawing.locator('i[data-kind=runs]').nth(1)).toHaveAttribute('data-pointed', 'true')
  expect(await findings(page)).toEqual([])
})

test('while a job waits its timeline says why, and what people did with it', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  await coordinator.post('/v1/jobs/job_1/hold', { reason: 'until the card is there' })
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=timeline`)
  const steps = page.getByRole('list', { name: 'What happened when' }).getByRole('listitem')
  await expect(steps.filter({ hasText: 'Held back' })).toContainText('until the card is there')
  await expect(steps.filter({ hasText: 'Waits' })).toContainText(/for \d+ s · held by/)
})

test('the timeline of an array is a summary by worker, and leads to the longest task', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: '[ $MUSTER_TASK != 2 ]', array: 3 })
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=timeline`)
  const drawing = page.getByRole('img', { name: 'When the tasks of job_1 ran on 1 worker' })
  await expect(drawing.locator('i')).toHaveCount(3)
  await expect(drawing.locator('i[data-tone=danger]')).toHaveAttribute('title', /^Task 2 · Failed/)
  await page.getByRole('article').getByRole('link', { name: /^Task \d/ }).last().click()
  await expect(page).toHaveURL(/job_1\.\d/)
  await page.goto(`${coordinator.url}/console/jobs`)
  await expect(page.getByRole('row', { name: /job_1/ }).getByRole('img', { name: '3 of 3 done, 1 failed' }).locator('i')).toHaveCount(3)
})

test('the timeline of an array that goes on follows its tasks to their end', async ({ console: page, coordinator }) => {
  const gate = join(coordinator.directory, 'gate')
  await coordinator.post('/v1/jobs', { command: `until [ -e ${gate} ]; do sleep 0.05; done`, array: 2 })
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=timeline`)
  const bars = page.getByRole('img', { name: 'When the tasks of job_1 ran on 1 worker' }).locator('i')
  await expect(bars.first()).toHaveAttribute('title', /^Task \d · Running/)
  await writeFile(gate, '')
  await expect(bars.and(page.getByTitle(/^Task \d · Succeeded/))).toHaveCount(2)
})

test('a file shows its checksum, which is copied whole, and its button is not cut', async ({ console: page, coordinator, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await coordinator.post('/v1/jobs', { command: 'echo hello > a.txt', artefacts: ['a.txt'] })
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=artefacts`)
  const row = page.getByRole('row', { name: /^a\.txt/ })
  await expect(row.getByText('5891b5b522…')).toHaveAttribute('title', '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03')
  await row.getByRole('button', { name: 'Copy the SHA-256 of a.txt' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/^5891b5b522.{54}$/)
  const button = row.getByRole('button', { name: 'Download a.txt' })
  const isWhole = await button.evaluate((element) => {
    const [inner, outer] = [element.getBoundingClientRect(), (element.closest('[role=cell]') as Element).getBoundingClientRect()]
    return inner.left >= outer.left && inner.right <= outer.right
  })
  expect(isWhole).toBe(true)
})

for (const [width, height] of [[1360, 900], [800, 600], [600, 600]] as const) {
  test(`picking a row moves none: ${width} × ${height}`, async ({ console: page, coordinator }) => {
    await page.setViewportSize({ width, height })
    for (let count = 0; count < 3; count += 1) await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
    await page.goto(`${coordinator.url}/console/jobs`)
    const rows = page.getByRole('table', { name: 'Jobs' }).getByRole('row')
    await expect(rows).toHaveCount(4)
    const places = () => rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().top))
    const before = await places()
    await page.getByRole('checkbox', { name: 'Pick job_2' }).check()
    await expect(page.getByRole('group', { name: 'Picked jobs' })).toContainText('1 picked')
    expect(await places()).toEqual(before)
  })
}

test('a long graph can be read, is shown whole by a key, and is enlarged by buttons and keys', async ({ console: page, coordinator }) => {
  const jobs = Array.from({ length: 30 }, (_, index) => ({ key: `step-${index}`, name: `step ${index}`, command: 'true', ...(index > 0 ? { needs: [`step-${index - 1}`] } : {}) }))
  await coordinator.post('/v1/jobs/batch', { jobs })
  await page.goto(`${coordinator.url}/console/jobs/job_15?tab=graph`)
  const graph = page.getByRole('group', { name: 'Jobs that need each other' })
  const box = (step: number) => graph.getByRole('link', { name: new RegExp(`^step ${step} `) })
  await expect(graph.getByRole('link')).toHaveCount(30)
  const said = page.getByRole('group', { name: 'Size of the drawing' }).getByRole('status')
  // Down, where it has room, and at the job that is open.
  await expect(said).toHaveText('100 %')
  await expect(box(14)).toBeInViewport({ ratio: 1 })
  await box(14).focus()
  await page.keyboard.press('ArrowDown')
  await expect(box(15)).toBeFocused()
  await page.keyboard.press('0')
  for (const step of [0, 29]) await expect(box(step)).toBeInViewport({ ratio: 0.99 })
  await page.keyboard.press('0')
  await expect(said).toHaveText('100 %')
  await page.getByRole('button', { name: 'Larger' }).click()
  await expect(said).toHaveText('125 %')
  await box(14).focus()
  for (let count = 0; count < 8; count += 1) await page.keyboard.press('+')
  await expect(said).toHaveText('200 %')
  await expect(box(14)).toBeInViewport()
  expect(await findings(page)).toEqual([])
})

test('a job is called by its name, once; a long command is cut after two lines until somebody wants more', async ({ console: page, coordinator }) => {
  const command = Array.from({ length: 12 }, (_, index) => `echo line ${index}`).join('\n')
  await coordinator.post('/v1/jobs', { command, name: 'a dozen' })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  const detail = page.getByRole('article')
  await expect(detail.getByRole('heading', { name: 'a dozen' })).toBeVisible()
  await expect(detail.getByText('a dozen')).toHaveCount(1)
  const shown = detail.locator('header pre')
  const height = () => shown.evaluate((pre) => pre.clientHeight)
  expect(await height()).toBeLessThanOrEqual(36)
  await detail.getByRole('button', { name: 'Show the whole command' }).click()
  expect(await height()).toBeGreaterThan(100)
  await detail.getByRole('button', { name: 'Show less of the command' }).click()
  expect(await height()).toBeLessThanOrEqual(36)
  await expect(detail.getByText(/exit 0 · \d+ ms|exit 0 · [\d.]+ s/), 'not 0:00').toBeVisible()
})

test('a cancel that was not sent yet says so; the foot of a log follows only what goes on', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'echo started; sleep 600' })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  const detail = page.getByRole('article')
  await expect(detail.getByText('muster job logs -f job_1')).toBeVisible()
  await detail.getByRole('button', { name: 'Cancel' }).click()
  await expect(detail.getByRole('button', { name: 'Cancel' })).toHaveAccessibleDescription('It is sent in a moment; until then it can be taken back')
  await expect(detail.getByText('muster job logs job_1')).toBeVisible()
})

test('long lines of a log are wrapped where that was wanted, and stay so', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'for i in $(seq 1 300); do echo "$i $(printf "%0300d" 7)"; done; echo the end' })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  const log = page.getByRole('log')
  await expect(log.getByText('the end')).toBeVisible()
  const slides = () => log.evaluate((element) => element.scrollWidth > element.clientWidth)
  expect(await slides()).toBe(true)
  await page.getByRole('button', { name: 'Wrap long lines' }).click()
  await expect.poll(slides).toBe(false)
  await expect(log.getByText('the end')).toBeInViewport()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Wrap long lines' })).toHaveAttribute('aria-pressed', 'true')
  await expect(log.getByText('the end')).toBeInViewport()
  // No row lies over another.
  const gaps = await log.locator('[data-index]').evaluateAll((rows) => {
    const boxes = rows.map((row) => row.getBoundingClientRect()).toSorted((a, b) => a.top - b.top)
    return boxes.slice(1).map((box, at) => Math.round(box.top - (boxes[at]?.bottom ?? 0)))
  })
  expect(gaps.every((gap) => gap === 0)).toBe(true)
})

test('a worker asks for its own jobs alone, and leads to all of them', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true' })
  const [worker] = (await coordinator.get<{ items: { id: string }[] }>('/v1/workers')).items
  await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/v1/jobs?') && asked.push(decodeURIComponent(request.url())))
  await page.goto(`${coordinator.url}/console/workers/${worker?.id}`)
  const here = page.getByRole('region', { name: 'Jobs here' })
  await expect(here.getByRole('link', { name: 'job_1' })).toBeVisible()
  await expect(here.getByRole('link')).toHaveCount(2)
  expect(asked.some((url) => url.includes(`query=worker:${worker?.id}`))).toBe(true)
  await here.getByRole('link', { name: 'Its 1 job' }).click()
  await expect(page.getByRole('combobox', { name: 'Find jobs' })).toHaveValue(`worker:${worker?.id}`)
  await expect(page.getByRole('link', { name: 'job_1' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'job_2' })).toHaveCount(0)
})

test('in a small window no action of a list is cut, and the query of the workers can be read', async ({ console: page, coordinator }) => {
  await page.setViewportSize({ width: 800, height: 600 })
  await coordinator.post('/v1/schedules', { name: 'nightly', cron: '30 2 * * *', time_zone: 'Europe/Berlin', job: { command: 'make test' } })
  await page.goto(`${coordinator.url}/console/schedules`)
  await expect(page.getByRole('button', { name: 'More for nightly' })).toBeInViewport({ ratio: 1 })
  await expect(page.getByRole('row', { name: /nightly/ })).toContainText('make test')
  await page.goto(`${coordinator.url}/console/workers`)
  const row = page.getByRole('row', { name: /this machine/ })
  await expect(row.getByRole('button', { name: /^More for/ })).toBeInViewport({ ratio: 1 })
  await expect(row).toContainText(/\d+ cores?.*GiB/)
  const query = await page.getByRole('textbox', { name: 'Find workers' }).boundingBox()
  expect(query?.width).toBeGreaterThan(300)
})

test('what is done with a job and taken back again stays in its timeline', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=timeline`)
  const steps = page.getByRole('list', { name: 'What happened when' }).getByRole('listitem')
  await expect(steps.filter({ hasText: 'Submitted' })).toBeVisible()
  await coordinator.post('/v1/jobs/job_1/hold', { reason: 'until the card is there' })
  await expect(steps.filter({ hasText: 'Held back' })).toContainText('until the card is there')
  await coordinator.post('/v1/jobs/job_1/release', {})
  await expect(steps.filter({ hasText: 'Released' })).toBeVisible()
  await expect(steps.filter({ hasText: 'Held back' })).toContainText('until the card is there')
})

test('the timeline of a job that waits comes to say for what, as soon as that is noted', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  await page.goto(`${coordinator.url}/console/jobs/job_1?tab=timeline`)
  const bar = page.getByRole('img', { name: /^Timeline of job_1/ }).locator('i[data-kind=waits]').last()
  await expect(bar).toHaveAttribute('title', /a worker that fits/, { timeout: 30_000 })
})

test('who comes to need a running job appears on its page and in its graph', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'sleep 600', name: 'fetch' })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  const detail = page.getByRole('article', { name: 'Job job_1' })
  await expect(detail.getByRole('status').filter({ hasText: 'Running' })).toBeVisible()
  await expect(detail.getByRole('tab', { name: 'Graph' })).toHaveCount(0)
  await coordinator.post('/v1/jobs', { command: 'true', name: 'build', needs: ['job_1'] })
  await expect(detail.getByRole('region', { name: 'Jobs before and after this one' }).getByRole('link', { name: 'job_2' })).toBeVisible()
  await detail.getByRole('tab', { name: 'Graph' }).click()
  const boxes = page.getByRole('group', { name: 'Jobs that need each other' }).getByRole('link')
  await expect(boxes).toHaveCount(2)
  await coordinator.post('/v1/jobs', { command: 'true', name: 'report', needs: ['job_1'] })
  await expect(boxes.filter({ hasText: 'report' })).toBeVisible()
})

test('the files of a task appear on its page when it ends', async ({ console: page, coordinator }) => {
  const gate = join(coordinator.directory, 'gate')
  await coordinator.post('/v1/jobs', { command: `until [ -e ${gate} ]; do sleep 0.05; done; echo hello > a.txt`, array: 2, artefacts: ['a.txt'] })
  await page.goto(`${coordinator.url}/console/jobs/job_1.1?tab=artefacts`)
  await expect(page.getByRole('heading', { name: 'No files are there yet' })).toBeVisible()
  await writeFile(gate, '')
  await expect(page.getByRole('row', { name: /^a\.txt/ })).toContainText('6 B')
})

test('a job that is removed while it is read says so, and has no buttons left', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true' })
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  const detail = page.getByRole('article', { name: 'Job job_1' })
  await expect(detail.getByRole('status').filter({ hasText: 'Succeeded' })).toBeVisible()
  // Every job is kept for a while, whatever the rules say; so it is answered for as one that is not there.
  await page.route('**/v1/jobs/job_1', async (route) => route.fulfill({ response: await route.fetch({ url: `${coordinator.url}/v1/jobs/job_404` }) }))
  await expect(detail.getByRole('heading', { name: 'job_1 is no longer there' })).toBeVisible({ timeout: 30_000 })
  await expect(detail.getByRole('button', { name: 'Rerun' })).toHaveCount(0)
  await page.unrouteAll({ behavior: 'ignoreErrors' })
})

test('the search of a long log finds what is written after somebody began to search', async ({ console: page, coordinator }) => {
  const gate = join(coordinator.directory, 'gate')
  await coordinator.post('/v1/jobs', { command: `yes "$(printf '%0200d' 7)" | head -c 17500000; until [ -e ${gate} ]; do sleep 0.1; done; echo the needle` })
  const size = async () => (await coordinator.get<{ size: number }>('/v1/jobs/job_1/log?limit=1')).size
  await expect.poll(size).toBeGreaterThan(17_400_000)
  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  await page.getByRole('searchbox', { name: 'Search the log' }).fill('needle')
  const whole = page.getByRole('region', { name: 'Matches in the whole log' })
  await expect(whole.getByRole('status')).toHaveText('0 lines match in the whole log')
  await writeFile(gate, '')
  await expect(whole.getByRole('status')).toHaveText('1 line matches in the whole log')
  await expect(whole).toContainText('the needle')
})
