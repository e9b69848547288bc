// The language that this browser speaks, chosen before the first page is drawn.

import { createChoice } from '~/choice'
import { type Language, type LanguageId, languageIds, languageOf, languages, PSEUDO, pseudo, wordsOf } from '~/messages/languages'
import { sayWith } from '~/messages/said'
import { speak } from '~/messages/t'

export type LanguageChoice = LanguageId | 'system' | typeof PSEUDO

const choices: LanguageChoice[] = ['system', ...languageIds, PSEUDO]

const { store, choose } = createChoice<LanguageChoice>('muster.language', choices, 'system')
export const languageChoice = store

/** Texts stand in many places that are made once, so the page begins anew. */
export function chooseLanguage(choice: LanguageChoice): void {
  choose(choice)
  location.reload()
}

export type Spoken = { locale: string; isRightToLeft: boolean }

/**
 * A Linux without a language calls it `C`, and WebKit hands that out as one. No format can be made of it, so what makes one of the
 * browser's language fails; the library of the charts does so when it is loaded.
 */
export function mendSystemLanguage(): void {
  try {
    Intl.getCanonicalLocales(navigator.language)
  } catch {
    Object.defineProperty(navigator, 'language', { value: languages.en.locale, configurable: true })
  }
}

/** Loads the words and marks the page. A language that does not arrive is no reason to show nothing. */
export async function speakChosen(): Promise<Spoken> {
  mendSystemLanguage()
  const choice = languageChoice.get()
  const id = choice === 'system' ? languageOf(navigator.languages) : choice
  const language: Language = id === PSEUDO ? pseudo : languages[id]
  sayWith(language.loadSayer?.())
  const words = await wordsOf(language).catch(() => undefined)
  const { locale } = words ? language : languages.en
  const isRightToLeft = words !== undefined && id === PSEUDO
  if (!words) sayWith(undefined)
  speak(locale, words ?? (await languages.en.load()))
  // English inside, whatever its direction.
  document.documentElement.lang = words && id !== PSEUDO ? id : 'en'
  document.documentElement.dir = isRightToLeft ? 'rtl' : 'ltr'
  return { locale, isRightToLeft }
}
