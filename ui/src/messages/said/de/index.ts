// What the coordinator says, in German. A sentence whose English has changed is found by `npm run check`.

import { sayer, type Sayings } from '../sayer'
import { cloud } from './cloud'
import { doctor } from './doctor'
import { jobs } from './jobs'
import { refusals } from './refusals'
import { start } from './start'
import { titles } from './titles'
import { workers } from './workers'

export const parts: Sayings[] = [jobs, workers, doctor, cloud, titles, refusals, start]

export const sayings: Sayings = Object.assign({}, ...parts)

export const say = sayer(sayings)
