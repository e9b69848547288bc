// Tells screen readers what changed without a move of the focus.

import { createStore } from '~/store'

export const announcement = createStore('')

export const announce = (text: string): void => announcement.set(text)
