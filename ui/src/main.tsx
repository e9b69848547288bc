// The first file: what must be there before any other, because texts and looks are taken when a module begins.

import './nonce'
import './styles/index.css'
import './theme'

import { applyDensity } from './density'
import { speakChosen } from './language'

applyDensity()
void speakChosen().then(async ({ locale }) => (await import('./app')).start(locale))
