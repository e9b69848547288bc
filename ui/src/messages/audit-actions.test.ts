import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { auditActions, didOf } from './audit-actions'
import { textsIn } from './said/rust'

const CRATES = join(process.cwd(), '../crates')
const kinds = new Set(auditActions.map((action) => action.split('.')[0]))

/** What has the shape of an action, and is none. */
const OTHERS = new Set(['agent.example', 'audit.key', 'billing.stripe.com', 'console.html', 'coordinator.log', 'doctor.json', 'job.json', 'provider.url', 'settings.txt', 'retention.jobs', 'schedule.admit'])

/** Texts like `job.cancel` about something that is known to be written about, and whatever is an entry's action. */
function actionsIn(source: string): string[] {
  const alike = textsIn(source).filter((text) => /^[a-z_]+(\.[a-z_]+)+$/.test(text) && kinds.has(text.split('.')[0]))
  const named = [...source.matchAll(/\baction: "([a-z_]+\.[a-z_.]+)"/g)].map(([, action = '']) => action)
  return [...alike, ...named].filter((action) => !OTHERS.has(action))
}

const below = (crate: string) => readdirSync(join(CRATES, crate, 'src'), { recursive: true, encoding: 'utf8' }).map((path) => join(CRATES, crate, 'src', path))

test('everything that the coordinator writes down has words', () => {
  const sources = ['muster-coordinator', 'muster-host'].flatMap(below).filter((path) => path.endsWith('.rs') && !/tests?\.rs$|[\\/]tests[\\/]/.test(path))
  const written = new Set(sources.flatMap((path) => actionsIn(readFileSync(path, 'utf8'))))
  expect(written.size, 'they are found').toBeGreaterThan(60)
  expect([...written].filter((action) => didOf(action) === undefined)).toEqual([])
})
