// English: every word of the console. Another language is another folder with the same keys.

import type { Message } from '../catalogue'
import { jobs } from './jobs'
import { kit } from './kit'
import { overview } from './overview'
import { audit } from './audit'
import { schedules } from './schedules'
import { settings } from './settings'
import { shell } from './shell'
import { workers } from './workers'

export const en = { ...kit, ...shell, ...overview, ...jobs, ...workers, ...schedules, ...audit, ...settings } satisfies Record<string, Message>
