// Which surroundings these are, decided once.

import { browser } from './browser'
import { desktop, tellPainted } from './tauri'
import type { Platform } from './types'

/** Where the console lives: `/console/` in a browser, `/` in the desktop window. */
const here = import.meta.url
export const basePath = import.meta.env.DEV ? '/' : new URL('..', here).pathname

const isDesktop = '__TAURI_INTERNALS__' in window

export const platform: Platform = isDesktop ? desktop : browser

if (isDesktop) tellPainted()

export type { Platform } from './types'
