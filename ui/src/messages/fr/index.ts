// French, begun: what is not here is said in English, and Settings says how much is.

import type { Translation } from '../catalogue'
import { jobs } from './jobs'
import { kit } from './kit'
import { overview } from './overview'
import { shell } from './shell'

export const fr: Translation = {
  ...jobs,
  ...kit,
  ...overview,
  ...shell,
}
