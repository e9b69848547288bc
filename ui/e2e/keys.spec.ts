// Where the keys are, and that they stay there.

import { expect, go, runJob, test } from './test'

test('the menu of a row is used by keys alone, says why something cannot be done, and gives the focus back', async ({ console: page }) => {
  await go(page, 'Workers')
  const more = page.getByRole('row', { name: /this machine/ }).getByRole('button', { name: /^More for/ })
  await more.focus()
  await page.keyboard.press('Enter')
  const entries = page.getByRole('menuitem')
  await expect(entries.first()).toBeFocused()
  await expect(page.getByRole('menuitem', { name: /^Remove/ })).toHaveAccessibleDescription('This machine works as long as the coordinator runs on it')
  await page.keyboard.press('Escape')
  await expect(more).toBeFocused()
  await page.keyboard.press('ArrowUp')
  await expect(page.getByRole('menuitem', { disabled: false }).last()).toBeFocused()
  await page.keyboard.press('Escape')

  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: /^Pause/ })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(more).toBeFocused()
})

test('whoever cancels a job by keys, or takes that back, is where they were', async ({ console: page }) => {
  await runJob(page, 'sleep 300')
  const cancel = page.getByRole('article').getByRole('button', { name: 'Cancel' })
  await cancel.focus()
  await page.keyboard.press('Enter')
  await expect(cancel).toBeFocused()
  const undo = page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Undo' })
  await undo.focus()
  await page.keyboard.press('Enter')
  await expect(undo).toHaveCount(0)
  await expect(cancel).toBeFocused()
})
