// The parts of the console that are not needed for its first page.
//
// They are fetched as soon as that one is there, because a coordinator that is away, or was replaced by a newer one, must
// not take the rest of the console with it.

import { isAway, nextChance } from './patience'

export const chunks = {
  // First what a key opens: whoever is quick must not type into nothing.
  palette: () => import('./hands/Palette'),
  runJob: () => import('./pages/jobs/RunJob'),
  overview: () => import('./pages/overview/OverviewPage'),
  jobs: () => import('./pages/jobs/JobsPage'),
  job: () => import('./pages/job/JobPage'),
  workers: () => import('./pages/workers/WorkersPage'),
  worker: () => import('./pages/workers/WorkerPage'),
  environments: () => import('./pages/environments/EnvironmentsPage'),
  environment: () => import('./pages/environments/EnvironmentPage'),
  terminal: () => import('./pages/environments/TerminalPane'),
  schedules: () => import('./pages/schedules/SchedulesPage'),
  agents: () => import('./pages/agents/AgentsPage'),
  agent: () => import('./pages/agents/AgentPage'),
  marketplace: () => import('./pages/marketplace/MarketplacePage'),
  listing: () => import('./pages/marketplace/ListingPage'),
  templates: () => import('./pages/templates/TemplatesPage'),
  newTemplate: () => import('./pages/templates/NewTemplatePage'),
  editTemplate: () => import('./pages/templates/EditTemplatePage'),
  usage: () => import('./pages/usage/UsagePage'),
  chart: () => import('./pages/usage/Chart'),
  gateSetup: () => import('./pages/billing/GateSetup'),
  billing: () => import('./pages/billing/BillingPage'),
  audit: () => import('./pages/audit/AuditPage'),
  doctor: () => import('./pages/doctor/DoctorPage'),
  settings: () => import('./pages/settings/SettingsPage'),
  shortcuts: () => import('./hands/ShortcutSheet'),
  firstSteps: () => import('./pages/overview/FirstStepsDialog'),
  runTemplate: () => import('./pages/templates/RunTemplate'),
  addWorker: () => import('./pages/workers/AddWorker'),
  pauseWorker: () => import('./pages/workers/PauseWorker'),
  stopEverything: () => import('./pages/settings/StopEverything'),
  restored: () => import('./pages/settings/Restored'),
}

/** Another style sheet of this name is taken for one that is there, so one that did not come is taken away. */
addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') target.remove()
  },
  { capture: true },
)

/** Whoever pays for what is sent, or waits long for it, fetches what is opened and no more. */
function isSparing(): boolean {
  const { connection } = navigator as Navigator & { connection?: { saveData?: boolean; effectiveType?: string } }
  return connection?.saveData === true || connection?.effectiveType?.endsWith('2g') === true
}

const LONGEST_WAIT_MS = 200

/** What is shown comes before what may be shown. */
const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: LONGEST_WAIT_MS })
    else setTimeout(resolve, LONGEST_WAIT_MS)
  })

/** What fails now is fetched again when it is needed. */
async function ahead(fetch: () => Promise<unknown>): Promise<void> {
  while (isAway()) await nextChance()
  await fetch().catch(() => undefined)
}

/** One after the other: first what must not be waited for. */
export async function fetchAhead(first: (() => Promise<unknown>)[]): Promise<void> {
  if (isSparing()) return
  for (const fetch of first) await ahead(fetch)
  for (const fetch of Object.values(chunks)) {
    await idle()
    await ahead(fetch)
  }
}
