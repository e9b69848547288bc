// English: every word of the console. Another language is another folder with the same keys.

import type { Message } from '../catalogue'
import { cloud } from './cloud'
import { jobs } from './jobs'
import { kit } from './kit'
import { overview } from './overview'
import { schedules } from './schedules'
import { settings } from './settings'
import { shell } from './shell'
import { workers } from './workers'

export const en = { ...kit, ...shell, ...overview, ...jobs, ...workers, ...schedules, ...settings, ...cloud } satisfies Record<string, Message>
