// The theme: light, dark, or as the system has it. `first-paint/theme.js` applies it before this file is there.

import { createChoice } from '~/choice'
import { createStore } from '~/store'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

export const { store: theme, choose: chooseTheme } = createChoice<Theme>('muster.theme', themes, 'system')

/** What is drawn now, for what draws with colours of its own. */
export const shownTheme = createStore<'light' | 'dark'>('light')

const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

function apply(): void {
  const choice = theme.get()
  const isDark = choice === 'dark' || (choice === 'system' && systemIsDark.matches)
  const shown = isDark ? 'dark' : 'light'
  document.documentElement.dataset['theme'] = shown
  shownTheme.set(shown)
}

systemIsDark.addEventListener('change', apply)
theme.follow(apply)
apply()
