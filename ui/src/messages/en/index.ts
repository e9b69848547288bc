// English: every word of the console. Another language is another folder with the same keys.

import type { Message } from '../catalogue'
import { agents } from './agents'
import { ai } from './ai'
import { cloud } from './cloud'
import { jobs } from './jobs'
import { kit } from './kit'
import { overview } from './overview'
import { people } from './people'
import { audit } from './audit'
import { schedules } from './schedules'
import { settings } from './settings'
import { shell } from './shell'
import { workers } from './workers'

export const en = { ...kit, ...shell, ...overview, ...jobs, ...workers, ...schedules, ...agents, ...ai, ...audit, ...settings, ...people, ...cloud } satisfies Record<string, Message>
