import { expect, go, test } from './test'

test('a schedule is made with its next slots in sight, run, paused, resumed and deleted', async ({ console: page }) => {
  await go(page, 'Schedules')
  await expect(page.getByRole('heading', { name: 'No schedules yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Create schedule' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create a schedule' })
  await dialog.getByRole('textbox', { name: 'Name' }).fill('nightly')
  await dialog.getByRole('textbox', { name: 'Time zone' }).fill('Europe/Berlin')
  const slots = dialog.getByRole('region', { name: 'Next slots' })
  await dialog.getByRole('textbox', { name: 'Runs at' }).fill('0 0 30 2 *')
  await expect(slots).toContainText('names a time that never comes')
  await dialog.getByRole('textbox', { name: 'Runs at' }).fill('30 2 * * *')
  await expect(slots.getByRole('listitem')).toHaveCount(5)
  await expect(slots.getByRole('listitem').first()).toContainText('02:30')
  await dialog.getByRole('textbox', { name: 'Command' }).fill('true')
  await dialog.getByRole('button', { name: 'Create schedule' }).click()

  const row = page.getByRole('row', { name: /Active nightly/ })
  await expect(row).toBeVisible()
  await row.getByRole('button', { name: 'Run nightly now' }).click()
  await expect(page.getByText('job_1 is a run of nightly')).toBeVisible()
  await expect(row.getByRole('link', { name: 'job_1' })).toBeVisible()

  const act = async (name: string) => {
    await row.getByRole('button', { name: 'More for nightly' }).click()
    await page.getByRole('menuitem', { name }).click()
  }
  await expect(row, 'what it runs, and what becomes of a slot that was missed').toContainText(/true.*runs once/)
  await act('Edit')
  const edit = page.getByRole('dialog', { name: 'Edit nightly' })
  await edit.getByRole('textbox', { name: 'Runs at' }).fill('15 4 * * *')
  await expect(edit.getByRole('region', { name: 'Next slots' }).getByRole('listitem').first()).toContainText('04:15')
  await edit.getByRole('textbox', { name: 'Command' }).fill('')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(edit.getByText('Fill this in')).toBeVisible()
  await edit.getByRole('textbox', { name: 'Command' }).fill('make test')
  await edit.getByRole('button', { name: 'Save' }).click()
  await expect(row).toContainText('15 4 * * * Europe/Berlin')
  await act('Pause')
  const paused = page.getByRole('row', { name: /Paused nightly/ })
  await paused.getByRole('button', { name: 'More for nightly' }).click()
  await page.getByRole('menuitem', { name: 'Resume' }).click()
  await expect(row).toBeVisible()
  await act('Delete')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete schedule' }).click()
  await expect(row).toHaveCount(0)
})

test('a template is run with the form that follows from its parameters', async ({ console: page, coordinator }) => {
  await coordinator.put('/v1/templates/greet', {
    description: 'Greets somebody',
    parameters: {
      who: { type: 'string', pattern: '[a-z]+', description: 'Whom to greet' },
      how: { type: 'choice', choices: ['hello', 'good evening'] },
    },
    job: { argv: ['echo', '{{how}}', '{{who}}'] },
  })
  await go(page, 'Templates')
  await page.getByRole('button', { name: 'Run greet' }).click()
  const dialog = page.getByRole('dialog', { name: 'Run greet' })
  const who = dialog.getByRole('textbox', { name: 'who' })
  await who.fill('NOBODY')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(dialog.getByText('must match')).toBeVisible()
  await who.fill('ada')
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  await page.waitForURL('**/jobs/job_1')
  await expect(page.getByText('hello ada').first()).toBeVisible()
})

test('what is wrong with a schedule is told at its field, in the smallest window too', async ({ console: page }) => {
  await page.setViewportSize({ width: 800, height: 600 })
  await go(page, 'Schedules')
  await page.getByRole('button', { name: 'Create schedule' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Create a schedule' })
  const field = (name: string) => dialog.getByRole('textbox', { name })
  for (const name of ['Name', 'Time zone', 'Runs at', 'Command']) await field(name).fill('§§ ??')
  await dialog.getByRole('button', { name: 'Create schedule' }).click()
  await expect(field('Name')).toBeFocused()
  await expect(field('Name')).toBeInViewport({ ratio: 1 })
  await expect(field('Name')).toHaveAccessibleDescription(/Up to 64 letters/)
  await field('Name').fill('nightly')
  await dialog.getByRole('button', { name: 'Create schedule' }).click()
  await expect(field('Time zone')).toBeFocused()
  await expect(field('Time zone')).toHaveAccessibleDescription(/^Time zone must be the name of a time zone/)
  await expect(dialog.getByRole('alert'), 'said once').toHaveCount(0)
})
