// What the coordinator says, in a console of another language.

import { expect, test } from './test'

test.use({ locale: 'de-DE' })

test('a German console says in German why a job waits, what the doctor found, and why something is refused', async ({ page, coordinator }) => {
  await coordinator.openToOthers()
  await coordinator.post('/v1/jobs', { command: 'true', requirements: ['gpu'] })
  await page.goto(await coordinator.link())
  await page.getByRole('heading', { name: 'Übersicht', level: 1 }).waitFor()

  await page.goto(`${coordinator.url}/console/jobs/job_1`)
  const detail = page.getByRole('article', { name: 'Job job_1' })
  await expect(detail).toContainText('1 Worker fehlt gpu')
  await expect(page.getByRole('row', { name: /Wartet job_1/ })).toContainText('1 Worker fehlt gpu')

  await page.goto(`${coordinator.url}/console/doctor`)
  const finding = page.getByRole('listitem').filter({ has: page.getByText('Datenverzeichnis', { exact: true }) })
  await expect(finding).toContainText(/andere Benutzer dürfen in .* schauen/)
  await expect(finding).toContainText(/chmod 700 .* ausführen, wenn dort nichts anderes liegt/)

  await page.goto(`${coordinator.url}/console/jobs/job_9`)
  await expect(page.getByRole('heading', { name: 'job_9 gibt es nicht' })).toBeVisible()
  await page.goto(`${coordinator.url}/console/schedules`)
  await page.getByRole('button', { name: 'Zeitplan anlegen' }).first().click()
  await page.getByRole('dialog').getByRole('textbox', { name: 'Läuft um' }).fill('99 * * * *')
  await expect(page.getByRole('dialog')).toContainText('Minuten sind 0 bis 59')
})

test('a sentence that no catalogue knows is shown as it is, and marked as English', async ({ page, coordinator }) => {
  await page.route('**/v1/doctor*', (route) => route.fulfill({ json: { checks: [{ name: 'moon', verdict: 'warning', finding: 'the moon is full', hint: 'wait' }] } }))
  await page.goto(await coordinator.link())
  await page.getByRole('heading', { name: 'Übersicht', level: 1 }).waitFor()
  await page.goto(`${coordinator.url}/console/doctor`)
  await expect(page.locator('[lang="en"]').filter({ hasText: 'the moon is full' })).toBeVisible()
})
