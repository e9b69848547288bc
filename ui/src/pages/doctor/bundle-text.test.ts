import { expect, test } from 'vitest'
import { textOf } from './bundle-text'

const file = (name: string, text: string) => ({ name, text, about: '', redacted: 0, is_cut: false })

test('each file stands below its name', () => {
  expect(textOf([file('a.json', '{}\n\n'), file('b.txt', 'b')])).toBe('==> a.json <==\n{}\n\n==> b.txt <==\nb\n')
})
