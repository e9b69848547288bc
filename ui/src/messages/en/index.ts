// English: every word of the console. Another language is another folder with the same keys.

import type { Message } from '../catalogue'
import { agents } from './agents'
import { ai } from './ai'
import { audit } from './audit'
import { billing } from './billing'
import { cloud } from './cloud'
import { desktop } from './desktop'
import { doctor } from './doctor'
import { environments } from './environments'
import { gate } from './gate'
import { graph } from './graph'
import { hands } from './hands'
import { jobPage } from './job-page'
import { jobs } from './jobs'
import { kit } from './kit'
import { market } from './market'
import { overview } from './overview'
import { past } from './past'
import { people } from './people'
import { schedules } from './schedules'
import { settings } from './settings'
import { shell } from './shell'
import { spending } from './spending'
import { templates } from './templates'
import { terminal } from './terminal'
import { timeline } from './timeline'
import { usage } from './usage'
import { views } from './views'
import { workerPage } from './worker-page'
import { workers } from './workers'

export const en = {
  ...agents,
  ...ai,
  ...audit,
  ...billing,
  ...cloud,
  ...desktop,
  ...doctor,
  ...environments,
  ...gate,
  ...graph,
  ...hands,
  ...jobPage,
  ...jobs,
  ...kit,
  ...market,
  ...overview,
  ...past,
  ...people,
  ...schedules,
  ...settings,
  ...shell,
  ...spending,
  ...templates,
  ...terminal,
  ...timeline,
  ...usage,
  ...views,
  ...workerPage,
  ...workers,
} satisfies Record<string, Message>
