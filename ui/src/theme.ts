// The theme: light, dark, or as the system has it. `first-paint/theme.js` applies it before this file is there.

import { createChoice } from '~/choice'

export const themes = ['light', 'dark', 'system'] as const
export type Theme = (typeof themes)[number]

export const { store: theme, choose: chooseTheme } = createChoice<Theme>('muster.theme', themes, 'system')

const systemIsDark = matchMedia('(prefers-color-scheme: dark)')

function apply(): void {
  const choice = theme.get()
  const isDark = choice === 'dark' || (choice === 'system' && systemIsDark.matches)
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light'
}

systemIsDark.addEventListener('change', apply)
theme.follow(apply)
