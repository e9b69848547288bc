// Tests read English, which nobody has chosen there.

import { en } from './en'
import { speak } from './t'

speak('en-GB', en)
