import { afterEach, expect, test } from 'vitest'
import { mendSystemLanguage } from './language'

const speak = (language: string) => Object.defineProperty(navigator, 'language', { value: language, configurable: true })
const before = navigator.language

afterEach(() => void speak(before))

test('a system without a language gets one of which formats can be made, and every other keeps its own', () => {
  for (const language of ['C', 'C.UTF-8', 'de-AT']) {
    speak(language)
    mendSystemLanguage()
    expect(() => new Intl.NumberFormat(navigator.language)).not.toThrow()
  }
  expect(navigator.language).toBe('de-AT')
})
