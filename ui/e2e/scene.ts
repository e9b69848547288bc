// A coordinator with something on every page: for tests that visit all of them, and for the pictures in the documentation.

import type { Coordinator } from './coordinator'

type Made = { id: string }
type Listed = { items: Made[] }

/** What stands for the parameter of an address, by its name there. */
export type Places = Record<string, string>

const build = { command: "printf 'compiling muster\\n\\033[33mwarning\\033[0m: 2 warnings\\n\\033[32mfinished\\033[0m in 42 s\\n'", name: 'build', labels: { team: 'core' } }
const failing = { command: String.raw`printf '\033[31merror\033[0m: 3 tests failed\n'; echo 'assertion failed' >&2; exit 1`, name: 'test', labels: { team: 'core' } }

async function makeJobs(coordinator: Coordinator): Promise<string> {
  for (const job of [build, build, failing, { command: 'echo "model saved"', name: 'train', labels: { team: 'ml' } }]) {
    // In the order in which a person would have run them.
    // oxlint-disable-next-line no-await-in-loop
    await coordinator.post('/v1/jobs', job)
  }
  // Enough of them for a count of two digits beside the page's name: of one letter nobody can say how well it is read.
  await coordinator.post('/v1/jobs/batch', { jobs: Array.from({ length: 4 }, (_, index) => ({ key: `part-${index}`, command: 'true', name: `part ${index + 1}` })) })
  await coordinator.post('/v1/jobs', { command: 'sleep 600', name: 'evaluate', labels: { team: 'ml' } })
  await coordinator.post('/v1/jobs', { command: './render.sh', name: 'render', requirements: ['gpu'] })
  const { id } = await coordinator.post<Made>('/v1/jobs', failing)
  return id
}

async function makeRest(coordinator: Coordinator): Promise<Places> {
  await coordinator.post('/v1/schedules', { name: 'nightly', cron: '30 2 * * *', time_zone: 'Europe/Berlin', job: { command: 'make test' } })
  await coordinator.put('/v1/templates/greet', {
    description: 'Greets somebody',
    parameters: { who: { type: 'string', pattern: '[a-z]+', description: 'Whom to greet' } },
    job: { command: 'echo "hello $MUSTER_PARAM_WHO"' },
  })
  await coordinator.put('/v1/secrets/deploy-key', { value: 'canary-51f0b2' })
  await coordinator.post('/v1/tokens', { name: 'CI of the website', kind: 'readonly', expires_in_seconds: 86_400 * 30 })
  const agent = await coordinator.post<{ agentId: string }>('/v1/agents', {
    email: 'screener@example.org',
    agentType: 'screener',
    version: '1.0.0',
    capabilities: ['invoices:read'],
    owner: 'finance',
    deploymentEnv: 'production',
    description: 'Reads invoices and says which of them need a person.',
    endpoint: 'https://agents.example.org/a2a',
    isPublic: true,
  })
  const environment = await coordinator.post<{ environment: Made }>('/v1/environments', { name: 'my-workspace', cpu_cores: 2, memory_gb: 4, storage_gb: 20 })
  await coordinator.post('/v1/workers', { name: 'cloud-1', destination: 'cloud' })
  return { agentId: agent.agentId, templateName: 'greet', environmentId: environment.environment.id }
}

/** What is not there yet, and how it is. */
async function missing(coordinator: Coordinator): Promise<string[]> {
  const workers = await coordinator.get<{ items: { name: string; liveness: string }[] }>('/v1/workers')
  const environments = await coordinator.get<{ items: { name: string; status: string }[] }>('/v1/environments')
  return [
    ...workers.items.filter(({ liveness }) => liveness !== 'online').map(({ name, liveness }) => `${name} is ${liveness}`),
    ...environments.items.filter(({ status }) => status !== 'running').map(({ name, status }) => `${name} is ${status}`),
  ]
}

/** A demo's providers take their time for what was ordered. */
const PATIENCE_MS = 90_000
const LOOK_MS = 500

async function untilAllAreThere(coordinator: Coordinator): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  let left = await missing(coordinator)
  while (left.length > 0) {
    if (Date.now() > end) throw new Error(`the demo did not make what was ordered: ${left.join(', ')}`)
    // oxlint-disable-next-line no-await-in-loop
    await new Promise((passed) => void setTimeout(passed, LOOK_MS))
    // oxlint-disable-next-line no-await-in-loop
    left = await missing(coordinator)
  }
}

/** Needs one that was started with `--demo`; nothing moves any more when it is set, but for a job that runs. */
export async function setScene(coordinator: Coordinator): Promise<Places> {
  const [jobId, rest, workers] = [await makeJobs(coordinator), await makeRest(coordinator), await coordinator.get<Listed>('/v1/workers')]
  await untilAllAreThere(coordinator)
  return { jobId, workerId: workers.items[0]?.id ?? '', ...rest }
}
