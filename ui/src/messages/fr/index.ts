// French, begun: what is not here is said in English, and Settings says how much is.

import type { Translation } from '../catalogue'
import { audit } from './audit'
import { cloud } from './cloud'
import { environments } from './environments'
import { graph } from './graph'
import { hands } from './hands'
import { jobPage } from './job-page'
import { jobs } from './jobs'
import { kit } from './kit'
import { market } from './market'
import { overview } from './overview'
import { past } from './past'
import { schedules } from './schedules'
import { shell } from './shell'
import { timeline } from './timeline'
import { workerPage } from './worker-page'
import { workers } from './workers'

export const fr: Translation = {
  ...audit,
  ...cloud,
  ...environments,
  ...graph,
  ...hands,
  ...jobPage,
  ...jobs,
  ...kit,
  ...market,
  ...overview,
  ...past,
  ...schedules,
  ...shell,
  ...timeline,
  ...workerPage,
  ...workers,
}
