// Whether somebody has put off what the window asks for when it opens.

import { createStore } from '~/store'

export const isGateLater = createStore(false)
