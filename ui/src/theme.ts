// The theme: light, dark, or as the system has it. `first-paint/theme.js` applies it before this file is there.

import { createStore } from '~/store'

const KEY = 'muster.theme'
export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

const isTheme = (text: string | null): text is Theme => themes.some((theme) => theme === text)

function stored(): Theme {
  try {
    const text = localStorage.getItem(KEY)
    return isTheme(text) ? text : 'system'
  } catch {
    return 'system'
  }
}

export const theme = createStore<Theme>(stored())

const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

function apply(): void {
  const choice = theme.get()
  const isDark = choice === 'dark' || (choice === 'system' && systemIsDark.matches)
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
}

systemIsDark.addEventListener('change', apply)
theme.follow(apply)

export function chooseTheme(choice: Theme): void {
  try {
    localStorage.setItem(KEY, choice)
  } catch {
    // Where nothing can be kept, the choice holds for this page.
  }
  theme.set(choice)
}
