import { afterEach, expect, test, vi } from 'vitest'
import { onceUncovered } from './covered'

afterEach(() => document.body.replaceChildren())

function openDialog(role: 'dialog' | 'alertdialog'): HTMLElement {
  const dialog = document.createElement('section')
  dialog.setAttribute('role', role)
  document.body.append(dialog)
  return dialog
}

test('what would leave the page waits for every dialog', async () => {
  const act = vi.fn()
  const [form, question] = [openDialog('dialog'), openDialog('alertdialog')]
  onceUncovered(act)
  form.remove()
  await vi.waitFor(() => expect(document.querySelectorAll('section')).toHaveLength(1))
  expect(act).not.toHaveBeenCalled()
  question.remove()
  await vi.waitFor(() => expect(act).toHaveBeenCalledOnce())
})

test('with nothing open it is done at once, and what was given up never', async () => {
  const [now, never, then] = [vi.fn(), vi.fn(), vi.fn()]
  onceUncovered(now)
  expect(now).toHaveBeenCalledOnce()
  const dialog = openDialog('dialog')
  onceUncovered(never)()
  onceUncovered(then)
  dialog.remove()
  await vi.waitFor(() => expect(then).toHaveBeenCalledOnce())
  expect(never).not.toHaveBeenCalled()
})
