// How close rows stand. The measures are in `styles/tokens.css`; a list that draws only what is in sight must know them too.

import { createChoice } from '~/choice'

export const densities = ['normal', 'compact'] as const
export type Density = (typeof densities)[number]

export const rowHeights = { normal: 34, compact: 28 } satisfies Record<Density, number>

export const { store: density, choose: chooseDensity } = createChoice<Density>('muster.density', densities, 'normal')

export function applyDensity(): void {
  document.documentElement.dataset['density'] = density.get()
}

density.follow(applyDensity)
