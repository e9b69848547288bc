// The languages of the console, each a chunk of its own. English stands in for whatever one that is not complete lacks.

import type { Translation } from './catalogue'
import type { Sayer } from './said'

export type Language = {
  /** As those who speak it call it. */
  name: string
  locale: string
  /** Chosen for whoever's system speaks it. One that is not complete is offered and never assumed. */
  isComplete: boolean
  load: () => Promise<Translation>
  /** What the coordinator says, in this language. Where there is none its English is shown. */
  loadSayer?: () => Promise<Sayer>
}

export const languages = {
  en: { name: 'English', locale: 'en-GB', isComplete: true, load: async () => (await import('./en')).en },
  de: { name: 'Deutsch', locale: 'de-DE', isComplete: true, load: async () => (await import('./de')).de, loadSayer: async () => (await import('./said/de')).say },
  fr: { name: 'Français', locale: 'fr-FR', isComplete: false, load: async () => (await import('./fr')).fr, loadSayer: async () => (await import('./said/fr')).say },
} satisfies Record<string, Language>

export type LanguageId = keyof typeof languages
export const languageIds = Object.keys(languages) as LanguageId[]

/**
 * No language: English in brackets, a third longer, written from right to left. Whoever changes a page looks at it once in
 * this one: text without brackets is in no catalogue, and what is cut or on the wrong side would be so in Arabic.
 */
export const PSEUDO = 'pseudo'
export const pseudo: Language = {
  name: '⟦Pseudo⟧',
  locale: 'ar-u-nu-latn',
  isComplete: false,
  load: async () => (await import('./pseudo')).pseudo(),
  loadSayer: async () => (await import('./pseudo')).pseudoSayer(),
}

/** Everything that is said in a language. */
export async function wordsOf({ isComplete, load }: Language): Promise<Translation> {
  return isComplete ? load() : { ...(await languages.en.load()), ...(await load()) }
}

/** The first of the person's languages that is complete here. */
export function languageOf(preferred: readonly string[]): LanguageId {
  return preferred.map((tag) => tag.split('-')[0]).find(isSpoken) ?? 'en'
}

const isSpoken = (id: string | undefined): id is LanguageId => languageIds.some((one) => one === id && languages[one].isComplete)
