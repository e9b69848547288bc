import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, go, runJob, test } from './test'

test('the first job: its lines arrive one by one, and it ends with exit 0', async ({ console: page }) => {
  await expect(page.getByRole('heading', { name: 'Run the first job' })).toBeVisible()
  const job = await runJob(page, 'for i in 1 2 3; do echo line $i; sleep 1; done')
  const detail = page.getByRole('article', { name: `Job ${job}` })
  const log = detail.getByRole('log')

  for (const line of [1, 2, 3]) {
    await expect(log.getByText(`line ${line}`)).toBeVisible()
    // A second passes between two lines, so each is seen before the next is there.
    if (line < 3) await expect(log.getByText(`line ${line + 1}`)).toHaveCount(0)
  }
  await expect(detail.getByRole('status').filter({ hasText: 'Succeeded' })).toBeVisible()
  await expect(detail.getByText('exit 0')).toBeVisible()
  await expect(detail.getByText('Complete')).toBeVisible()
  await expect(page.getByRole('row', { name: new RegExp(`Succeeded ${job}`) })).toBeVisible()
})

test('colours are drawn, other escapes are shown, and nothing in a log is markup', async ({ console: page }) => {
  const job = await runJob(page, String.raw`printf '\033[31mred\033[0m \033]52;c;cm0=\007 <img src=x onerror=alert(1)>\n'; echo oops >&2`)
  const log = page.getByRole('log', { name: `Log of ${job}, attempt 1` })
  await expect(log.getByText('red', { exact: true })).toHaveCSS('color', 'rgb(240, 113, 111)')
  await expect(log.getByText('‹ESC›')).toBeVisible()
  await expect(log).toContainText('52;c;cm0=‹BEL› <img src=x onerror=alert(1)>')
  await expect(log.locator('img')).toHaveCount(0)
  await expect(log).toContainText('standard error: oops')
})

test('a failed job says why, and can be run again', async ({ console: page }) => {
  const job = await runJob(page, 'echo before; exit 3')
  const detail = page.getByRole('article', { name: `Job ${job}` })
  await expect(detail.getByRole('status').filter({ hasText: 'Failed' })).toBeVisible()
  await expect(detail.getByText('· exit 3')).toBeVisible()

  await detail.getByRole('button', { name: 'Rerun' }).click()
  await expect(page.getByText(`is a new run of ${job}`)).toBeVisible()
  await expect(page).not.toHaveURL(new RegExp(`${job}$`))
})

for (const [width, height, address] of [[800, 600, ''], [1360, 900, '/job_3']] as const) {
  test(`a narrow list tells why a job waits, in rows of one height: ${width} × ${height}`, async ({ console: page, coordinator }) => {
    await page.setViewportSize({ width, height })
    await coordinator.post('/v1/jobs', { command: './render.sh --all --frames 1-2000', requirements: ['region == "the north of europe, where it is cold"', 'memory_gb >= 64000'] })
    await coordinator.post('/v1/jobs', { command: './render.sh', name: 'render', requirements: ['gpu'] })
    await coordinator.post('/v1/jobs', { command: 'true' })
    await page.goto(`${coordinator.url}/console/jobs${address}`)
    const rows = page.getByRole('table', { name: 'Jobs' }).getByRole('row')
    await expect(rows).toHaveCount(4)
    expect(new Set(await rows.evaluateAll((all) => all.slice(1).map((row) => row.getBoundingClientRect().height))).size).toBe(1)
    const isWhole = (job: string) =>
      page.getByRole('row', { name: new RegExp(`Waiting ${job} `) }).getByText(/lack/).evaluate((why) => why.scrollWidth <= why.clientWidth && why.getBoundingClientRect().right <= (why.closest('[role=cell]')?.getBoundingClientRect().right ?? 0))
    expect(await isWhole('job_2')).toBe(true)
    // Whoever comes by the keys reads all of a longer one.
    while (!(await page.getByRole('link', { name: 'job_1', exact: true }).evaluate((link) => link === document.activeElement))) await page.keyboard.press('j')
    expect(await isWhole('job_1')).toBe(true)
  })
}

test('a job says for which others it waits, and leads to them', async ({ console: page, coordinator }) => {
  const jobs = [
    { key: 'build', command: 'sleep 600' },
    { key: 'test', command: 'true', needs: ['build'] },
    { key: 'report', command: 'true', needs: ['test'] },
  ]
  const { batch } = await coordinator.post<{ batch: string }>('/v1/jobs/batch', { jobs })
  await page.goto(`${coordinator.url}/console/jobs?batch=${batch}`)
  const row = page.getByRole('row', { name: /Blocked job_2/ })
  await expect(row).toContainText('waits for job_1')
  await row.getByRole('link', { name: 'job_2' }).click()
  const around = page.getByRole('region', { name: 'Jobs before and after this one' })
  await expect(around.getByRole('listitem').filter({ hasText: 'build' })).toContainText(/Running|Starting/)
  await expect(around.getByRole('listitem').filter({ hasText: 'report' })).toContainText('Blocked')
  await around.getByRole('link', { name: 'job_1' }).click()
  await expect(page.getByRole('article', { name: 'Job job_1' })).toBeVisible()
  await expect(page).toHaveURL(/batch=job_1/)

  await page.getByRole('article', { name: 'Job job_1' }).getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('row', { name: /Cancelled job_3/ })).toBeVisible()
})

test('a cancel can be taken back for a moment, and happens otherwise', async ({ console: page }) => {
  const job = await runJob(page, 'echo started; sleep 600')
  const detail = page.getByRole('article', { name: `Job ${job}` })
  await expect(detail.getByRole('log').getByText('started')).toBeVisible()
  const asked: string[] = []
  page.on('request', (request) => request.url().endsWith('/cancel') && asked.push(request.url()))

  await detail.getByRole('button', { name: 'Cancel' }).click()
  await expect(detail.getByRole('status').filter({ hasText: 'Cancelling' })).toBeVisible()
  await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' }).click()
  await expect(detail.getByRole('status').filter({ hasText: 'Running' })).toBeVisible()
  expect(asked, 'what was taken back was never sent').toEqual([])

  await detail.getByRole('button', { name: 'Cancel' }).click()
  await expect(detail.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible()
  await expect(detail.getByRole('button', { name: 'Cancel' })).toHaveCount(0)
  expect(asked).toHaveLength(1)
})

test('a cancel that is held back is sent when the page goes away', async ({ console: page, coordinator }) => {
  const job = await runJob(page, 'sleep 600')
  await page.getByRole('article').getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByText(`${job} is cancelled in a moment`)).toBeVisible()
  await page.goto(`${coordinator.url}/console/jobs/${job}`)
  await expect(page.getByRole('article').getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible()
})

test('a link to a line opens at that line, and so does a reload', async ({ console: page }) => {
  const job = await runJob(page, 'seq 1 5000')
  const log = page.getByRole('log')
  await expect(log.getByText('5000', { exact: true })).toBeVisible()

  await page.goto(`${new URL(page.url()).origin}/console/jobs/${job}#L2500`)
  await expect(log.getByText('2500', { exact: true })).toBeVisible()
  await page.reload()
  await expect(log.getByText('2500', { exact: true })).toBeVisible()
  await expect(log.getByText('5000', { exact: true })).toHaveCount(0)
  await log.getByRole('link', { name: /^Line 2.501$/ }).click()
  await expect(page).toHaveURL(/#L2501$/)
})

test('the log is searched, and Enter goes from match to match', async ({ console: page }) => {
  await runJob(page, 'for i in $(seq 1 400); do echo "row $i"; done; echo "warning: old"; echo "error: new"')
  const detail = page.getByRole('article')
  await expect(detail.getByText('402 lines')).toBeVisible()
  await detail.getByRole('searchbox', { name: 'Search the log' }).fill('error|warning')
  await expect(detail.getByText('1 of 2'), 'what is typed leads to its first match').toBeVisible()
  await expect(detail.getByRole('log').locator('mark').filter({ hasText: 'warning' })).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(detail.getByText('2 of 2')).toBeVisible()
  await expect(detail.getByRole('log').locator('mark').filter({ hasText: 'error' })).toBeVisible()
})

test('the raw log is downloaded as the command wrote it', async ({ console: page }) => {
  const job = await runJob(page, String.raw`printf '\033[31mred\033[0m\n'`)
  await expect(page.getByText('Complete')).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download the raw log' }).click()
  const file = await download
  expect(file.suggestedFilename()).toBe(`${job}-1.log`)
  const chunks: Buffer[] = []
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer)
  expect(Buffer.concat(chunks).toString()).toBe('\u001b[31mred\u001b[0m\n')
})

test('the list is filtered by what the address says', async ({ console: page }) => {
  const failed = await runJob(page, 'echo findme; exit 1')
  const succeeded = await runJob(page, 'echo findme')
  await go(page, 'Jobs')
  const list = page.getByRole('table', { name: 'Jobs' })
  await expect(list.getByRole('link', { name: succeeded })).toBeVisible()

  await page.getByRole('combobox', { name: 'Find jobs' }).fill('state:failed findme')
  await expect(page).toHaveURL(/state=failed&search=findme$/)
  await expect(list.getByRole('link', { name: failed })).toBeVisible()
  await expect(list.getByRole('link', { name: succeeded })).toHaveCount(0)

  await page.reload()
  await expect(page.getByRole('combobox', { name: 'Find jobs' })).toHaveValue('state:failed findme')
  await expect(list.getByRole('link', { name: failed })).toBeVisible()

  await page.getByRole('combobox', { name: 'Find jobs' }).fill('there is no such text')
  await expect(page.getByRole('heading', { name: 'No job matches' })).toBeVisible()
  await page.getByRole('link', { name: 'Show all jobs' }).click()
  await expect(list.getByRole('link', { name: succeeded })).toBeVisible()
})

test('a job that comes to match a filter is put in where it belongs', async ({ console: page, coordinator }) => {
  const gate = join(coordinator.directory, 'gate')
  await coordinator.post('/v1/jobs', { command: `until [ -e ${gate} ]; do sleep 0.05; done; exit 1` })
  await coordinator.post('/v1/jobs', { command: 'exit 1' })
  await page.goto(`${coordinator.url}/console/jobs?state=failed`)
  const jobs = page.getByRole('table', { name: 'Jobs' }).getByRole('link', { name: /^job_/ })
  await expect(jobs).toHaveText(['job_2'])
  await writeFile(gate, '')
  await expect(jobs).toHaveText(['job_2', 'job_1'])
})

test('why a job waits is told anew when what it waits for has changed', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'sleep 300', slots: 1, array: 20 })
  await coordinator.post('/v1/jobs', { command: 'true' })
  await page.goto(`${coordinator.url}/console/jobs`)
  const row = page.getByRole('row', { name: /Waiting job_2/ })
  await expect(row).toContainText('busy')
  const { items } = await coordinator.get<{ items: { id: string }[] }>('/v1/workers')
  await coordinator.post(`/v1/workers/${items[0]?.id}/pause`, { reason: 'a new disk' })
  await expect(row).toContainText('1 paused')
})

test('what the coordinator refuses is said beside the field', async ({ console: page }) => {
  await page.getByRole('button', { name: 'Run a job' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Run a job' })
  await expect(dialog.getByRole('textbox', { name: 'Command' })).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(dialog.getByText('Fill this in')).toBeVisible()

  await dialog.getByRole('textbox', { name: 'Command' }).fill('true')
  await dialog.getByRole('button', { name: 'More settings' }).click()
  await dialog.getByRole('textbox', { name: 'Time allowed per attempt' }).fill('1000 h')
  await page.keyboard.press('Control+Enter')
  const field = dialog.getByRole('textbox', { name: 'Time allowed per attempt' })
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await field.fill('2 min')
  await page.keyboard.press('Control+Enter')
  await expect(page).toHaveURL(/\/jobs\/job_\d+$/)
  await page.getByRole('tab', { name: 'Details' }).click()
  await expect(page.getByText('2 min')).toBeVisible()
})

test('a job that nobody can run says what is missing', async ({ console: page }) => {
  await page.getByRole('button', { name: 'Run a job' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Run a job' })
  await dialog.getByRole('textbox', { name: 'Command' }).fill('nvidia-smi')
  await dialog.getByRole('button', { name: 'More settings' }).click()
  await dialog.getByRole('textbox', { name: 'Worker must have' }).fill('gpu=true')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  const detail = page.getByRole('article')
  await expect(detail.getByText('1 worker lacks gpu')).toBeVisible()
  await expect(detail.getByRole('table', { name: 'Why it waits' }).getByRole('row', { name: /lacks gpu.*Add worker with gpu/ })).toBeVisible()
  await expect(detail.getByRole('button', { name: 'Add worker', exact: true })).toBeVisible()
  await detail.getByRole('button', { name: 'Cancel' }).click()
  await expect(detail.getByRole('status').filter({ hasText: 'Cancelled' })).toBeVisible()
})

test('an unknown job is said to be unknown', async ({ console: page }) => {
  await page.goto(`${new URL(page.url()).origin}/console/jobs/job_999999`)
  await expect(page.getByRole('heading', { name: 'There is no job_999999' })).toBeVisible()
})

test('the filter offers its words, and lists what the coordinator finds by them', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'exit 4', name: 'went wrong', requirements: ['os'] })
  await coordinator.post('/v1/jobs', { command: 'true', name: 'went well', labels: { team: 'ml' } })
  await coordinator.post('/v1/jobs', { command: 'true', name: 'waits', requirements: ['gpu_of_tomorrow'] })
  await go(page, 'Jobs')
  const field = page.getByRole('combobox', { name: 'Find jobs' })
  const rows = page.getByRole('row', { name: /job_\d/ })
  await expect(page.getByRole('row', { name: /Failed job_1/ })).toBeVisible()

  await field.fill('old')
  await page.getByRole('option', { name: 'older:' }).click()
  await page.getByRole('option', { name: '1h', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'No job matches' })).toBeVisible()
  await expect(page.getByText("muster job list older:1h")).toBeVisible()

  for (const [query, name, count] of [
    ['newer:1h', /job_1/, 3],
    ['label:os older:0s', /job_1/, 1],
    ['label:gpu_of_tomorrow', /job_3/, 1],
    ['label:team newer:1h', /job_2/, 1],
    ['state:failed newer:1h wrong', /job_1/, 1],
  ] as const) {
    await field.fill(query)
    await expect(rows, query).toHaveCount(count)
    await expect(page.getByRole('row', { name }), query).toBeVisible()
  }
  const { items } = await coordinator.get<{ items: { name: string }[] }>('/v1/workers')
  await field.fill(`worker:"${items[0]?.name}" state:failed`)
  await expect(page).toHaveURL(/worker/)
  await expect(rows).toHaveCount(1)
  await page.reload()
  await expect(field).toHaveValue(/worker:.* |state:failed worker:/)
  await expect(rows).toHaveCount(1)

  await field.fill('older:soon')
  await expect(page.getByText('an age is written as in')).toBeVisible()
})

test('a link to a job far down has its row in view', async ({ console: page, coordinator }) => {
  for (let some = 0; some < 60; some += 1) await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  await page.goto(`${coordinator.url}/console/jobs/job_5`)
  await expect(page.getByRole('link', { name: 'job_5', exact: true })).toBeInViewport()
})

test('where no job matches, none is offered to be cancelled', async ({ console: page, coordinator }) => {
  await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  await page.goto(`${coordinator.url}/console/jobs?search=gpu`)
  await page.goto(`${coordinator.url}/console/jobs?search=nothing-is-like-this`)
  await expect(page.getByRole('heading', { name: 'No job matches' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Cancel all' })).toHaveCount(0)
})
