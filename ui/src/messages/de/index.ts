// German. What its words mean in both languages stands in docs/languages.md; `npm run check` lists what is missing.

import type { Translation } from '../catalogue'
import { agents } from './agents'
import { audit } from './audit'
import { cloud } from './cloud'
import { desktop } from './desktop'
import { jobs } from './jobs'
import { kit } from './kit'
import { overview } from './overview'
import { people } from './people'
import { schedules } from './schedules'
import { settings } from './settings'
import { shell } from './shell'
import { workers } from './workers'

export const de: Translation = {
  ...agents,
  ...audit,
  ...cloud,
  ...desktop,
  ...jobs,
  ...kit,
  ...overview,
  ...people,
  ...schedules,
  ...settings,
  ...shell,
  ...workers,
}
