// Which surroundings these are, decided once.

import type { Platform } from './types'

/** Where the console lives: `/console/` in a browser, `/` in the desktop window. */
const here = import.meta.url
export const basePath = import.meta.env.DEV ? '/' : new URL('..', here).pathname

const isDesktop = '__TAURI_INTERNALS__' in window

/** The bridge to the desktop is loaded only there. */
export const platform: Platform = isDesktop
  ? (await import('./tauri')).desktop
  : (await import('./browser')).browser

export type { Platform } from './types'
