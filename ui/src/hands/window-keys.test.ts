import { afterEach, expect, test, vi } from 'vitest'

const chooseEntry = vi.hoisted(() => vi.fn())
vi.mock('~/platform', () => ({ platform: { app: { chooseEntry } } }))

const { followWindowKeys } = await import('./window-keys')
followWindowKeys()

afterEach(() => {
  document.body.replaceChildren()
  chooseEntry.mockReset()
})

function press(key: string): KeyboardEvent {
  const event = new KeyboardEvent('keydown', { key, ctrlKey: true, cancelable: true })
  dispatchEvent(event)
  return event
}

test('a key of the window opens a page', () => {
  expect(press('1').defaultPrevented).toBe(true)
  expect(chooseEntry).toHaveBeenCalledWith('go overview')
})

test.each(['dialog', 'alertdialog'])('under a %s no key leaves the page, and the others act', (role) => {
  const dialog = document.createElement('div')
  dialog.setAttribute('role', role)
  document.body.append(dialog)
  expect(press('1').defaultPrevented).toBe(true)
  expect(chooseEntry).not.toHaveBeenCalled()
  press('0')
  expect(chooseEntry).toHaveBeenCalledWith('zoom_reset')
})
