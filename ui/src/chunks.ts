// The parts of the console that are not needed for its first page.
//
// They are fetched as soon as that one is there, because a coordinator that is away, or was replaced by a newer one, must
// not take the rest of the console with it.

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
}

/** One after the other; what fails now is fetched again when it is needed. */
export async function fetchChunks(): Promise<void> {
  for (const chunk of Object.values(chunks)) await chunk().catch(() => undefined)
}
