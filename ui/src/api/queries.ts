// What pages read, under the keys by which the live stream finds it again.

import { type InfiniteData, infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { asking, mending } from '~/live/mending'
import { newerJob, newerList, newerPages, newerWorker } from '~/live/newer'
import { sayerHasCome } from '~/messages/said'
import { platform } from '~/platform'
import { type AuditFilter, auditParts } from './audit-query'
import { call } from './call'
import { type TaskFilter, taskStates } from './array'
import { isOver } from './can'
import type { JobFilter } from './job-filter'
import { showFilter } from './job-query'
import type { Job, JobPage, RetentionRule, UsageBy, UsageMeter, Workers } from './schema'

export type JobPages = InfiniteData<JobPage, string | undefined>

/** A page of jobs fills some screens; the list asks for the next one before its end is seen. */
const JOBS_PER_PAGE = 200
/** The tasks in sight are read again while their array goes on, so a page of them is shorter. */
const TASKS_PER_PAGE = 100
const ARTEFACTS_PER_PAGE = 200
export const AGES_EVERY_MS = 60_000
const NEEDS_EVERY_MS = 5000
const QUEUE_EVERY_MS = 5000
const OVERVIEW_EVERY_MS = 30_000
/** What is under way at a provider takes some seconds for each step. */
const SPEND_EVERY_MS = 30_000
const OPERATION_EVERY_MS = 1_000
const CLOUD_EVERY_MS = 3000
const CLOUD_STALE_MS = 60_000
const OPERATIONS_SHOWN = 10
const BACKUP_EVERY_MS = 500
const APP_STATE_EVERY_MS = 3000
/** As soon as this is "at once" to whoever waits for what somebody else does. */
const OTHERS_EVERY_MS = 10_000

/** Others change it too, and the live stream does not tell of that: it is read whenever somebody comes to see it. */
export const readOnSight = { staleTime: 0 } as const

/** Also read as long as it is shown. What was refused is not asked for again: each time would stand in the audit log. */
const watched = { ...readOnSight, refetchInterval: ({ state: { error } }: { state: { error: Error | null } }) => mending(error, error === null && OTHERS_EVERY_MS) }

export const keys = {
  me: ['me'],
  overview: ['overview'],
  jobLists: ['jobs', 'list'],
  jobList: (filter: JobFilter) => ['jobs', 'list', filter],
  job: (id: string) => ['jobs', 'one', id],
  attempts: (id: string) => ['jobs', 'attempts', id],
  artefacts: (id: string) => ['jobs', 'artefacts', id],
  tasks: (id: string) => ['jobs', 'tasks', id],
  taskList: (id: string, filter: TaskFilter | undefined) => ['jobs', 'tasks', id, filter],
  needs: (id: string, reason: string) => ['jobs', 'needs', id, reason],
  graphs: ['jobs', 'graph'],
  graph: (id: string) => ['jobs', 'graph', id],
  heat: (id: string) => ['jobs', 'tasks', id, 'heat'],
  explanations: ['jobs', 'explain'],
  explanation: (id: string, reason: string) => ['jobs', 'explain', id, reason],
  workers: ['workers'],
  workerUpdates: ['workers', 'updates'],
  workerLists: ['workers', 'list'],
  workerList: (query: string) => ['workers', 'list', query],
  worker: (id: string) => ['workers', 'one', id],
  workersFound: (text: string) => ['workers', 'found', text],
  programs: ['programs'],
  cloud: ['cloud'],
  billing: ['billing'],
  cloudWorker: (id: string) => ['cloud worker', id],
  providers: ['providers'],
  cloudRules: ['cloud rules'],
  spend: ['spend'],
  machines: ['machines'],
  environments: ['environments'],
  environment: (id: string) => ['environments', id],
  allOperations: ['environments', 'operations'],
  operation: (id: string) => ['operation', id],
  operations: (resource: string) => ['environments', 'operations', resource],
  schedules: ['schedules'],
  slots: (cron: string, zone: string) => ['slots', cron, zone],
  templates: ['templates'],
  template: (name: string) => ['templates', 'one', name],
  members: ['members'],
  invitations: ['invitations'],
  sessions: ['sessions'],
  agents: ['agents'],
  agent: (id: string) => ['agents', 'one', id],
  credentials: (id: string) => ['agents', 'credentials', id],
  tokens: ['tokens'],
  secrets: ['secrets'],
  backups: ['backups'],
  ai: ['ai'],
  retention: ['retention'],
  retentionPreview: (rules: RetentionRule[]) => ['retention preview', rules],
  usage: ['usage'],
  usageSeries: (meter: UsageMeter, by: UsageBy) => ['usage', 'series', meter, by],
  usageCost: ['usage', 'cost'],
  costOfDay: (day: string) => ['usage', 'cost', day],
  audit: ['audit'],
  auditList: (filter: AuditFilter) => ['audit', filter],
  doctor: ['doctor'],
  quickChecks: ['quick checks'],
  queue: ['queue'],
  join: (id: string) => ['join', id],
} as const

/** What the desktop app says about its coordinator; not the API's business. One that failed may come back by itself. */
export const appStateQuery = queryOptions({
  queryKey: ['app state'],
  queryFn: () => sayerHasCome().then(() => platform.appState()),
  refetchInterval: ({ state }) => (state.data?.mode === 'failed' ? APP_STATE_EVERY_MS : false),
})

/** The coordinators that the desktop window can show; none in a browser. */
export const profilesQuery = queryOptions({ queryKey: ['profiles'], queryFn: async () => (await platform.app?.profiles()) ?? [] })

export const programsQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.programs,
  queryFn: ({ signal }) => call('get', '/v1/programs', { signal }),
})

export const meQuery = queryOptions({ queryKey: keys.me, queryFn: ({ signal }) => call('get', '/v1/me', { signal }) })

/** Whether a model may be asked about failures. */
export const aiQuery = queryOptions({ ...readOnSight, queryKey: keys.ai, queryFn: ({ signal }) => call('get', '/v1/ai', { signal }) })

/** Read again when a job or a worker changes; that one waits for long, or what is to stop soon, only time tells. */
export const overviewQuery = queryOptions({
  queryKey: keys.overview,
  queryFn: ({ signal }) => call('get', '/v1/overview', { signal }),
  refetchInterval: asking(OVERVIEW_EVERY_MS),
})

/** Whoever else pauses it, everybody sees it soon. */
export const queueQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.queue,
  queryFn: ({ signal }) => call('get', '/v1/queue', { signal }),
  refetchInterval: QUEUE_EVERY_MS,
})

export const jobsQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: keys.jobList(filter),
    // Without the signal, as everything that the live stream tells of: see `jobQuery`.
    queryFn: ({ pageParam }) => {
      const page = pageParam === undefined ? {} : { cursor: pageParam }
      const query = showFilter(filter)
      return call('get', '/v1/jobs', { query: { ...(query ? { query } : {}), ...page, limit: JOBS_PER_PAGE } })
    },
    // Nothing tells of a job that becomes too old or old enough.
    ...(filter.older || filter.newer ? { refetchInterval: AGES_EVERY_MS } : {}),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    structuralSharing: (known, read) => newerPages(known as JobPages | undefined, read as JobPages, newerJob),
  })

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: keys.job(id),
    // Without the signal: a query that is left while it is read would take back what the live stream has told meanwhile.
    queryFn: () => call('get', '/v1/jobs/{id}', { path: { id } }),
    structuralSharing: (known, read) => newerJob(known as Job | undefined, read as Job),
  })

export const attemptsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.attempts(id),
    queryFn: ({ signal }) => call('get', '/v1/jobs/{id}/attempts', { path: { id }, signal }),
  })

/** The files that attempts have left behind. */
export const artefactsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: keys.artefacts(id),
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === undefined ? {} : { cursor: pageParam }
      return call('get', '/v1/jobs/{id}/artefacts', { path: { id }, query: { ...page, limit: ARTEFACTS_PER_PAGE }, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

/** The tasks of an array that have begun. */
export const tasksQuery = (id: string, filter: TaskFilter | undefined) =>
  infiniteQueryOptions({
    queryKey: keys.taskList(id, filter),
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === undefined ? {} : { cursor: pageParam }
      const state = filter ? { state: taskStates[filter].join(',') } : {}
      return call('get', '/v1/jobs/{id}/tasks', { path: { id }, query: { ...state, ...page, limit: TASKS_PER_PAGE }, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })

/** What stands before and after a job. The stream tells of the job alone, and as long as it is not over others may come to need it. */
export const needsQuery = (job: Job) =>
  queryOptions({
    ...readOnSight,
    queryKey: keys.needs(job.id, `${job.state} ${job.reason ?? ''}`),
    queryFn: ({ signal }) => call('get', '/v1/jobs/{id}/needs', { path: { id: job.id }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data, error } }) => {
      const all = [job, ...(data?.needs ?? []), ...(data?.needed_by ?? [])]
      return mending(error, all.some(({ state }) => !isOver(state)) && NEEDS_EVERY_MS)
    },
  })

/** Read again whenever the job's own sentence has changed, or a worker has. */
export const explanationQuery = (id: string, reason: string) =>
  queryOptions({
    // A sentence may come back, and what was known when it was last said is old.
    ...readOnSight,
    queryKey: keys.explanation(id, reason),
    queryFn: ({ signal }) => call('get', '/v1/jobs/{id}/explain', { path: { id }, signal }),
    placeholderData: keepPreviousData,
  })

/** As many as one answer holds. */
const MOST_WORKERS = 500

/** The first workers by name: all of them, unless the fleet is a large one. */
export const workersQuery = queryOptions({
  queryKey: keys.workers,
  queryFn: () => call('get', '/v1/workers', { query: { page_size: MOST_WORKERS } }),
  structuralSharing: (known, read) => newerWorkers(known as Workers | undefined, read as Workers),
})

function newerWorkers(known: Workers | undefined, read: Workers): Workers {
  return { ...read, items: newerList(known?.items ?? [], read.items, newerWorker) }
}

/** One page holds every list that a person reads. */
const NAMES_PER_PAGE = 500

/** Nothing tells of a slot that has come, so the list is read again. */
const SCHEDULES_AGAIN_MS = 10_000

/** What can be had at providers, and what it costs. */
export const cloudQuery = queryOptions({ queryKey: keys.cloud, queryFn: ({ signal }) => call('get', '/v1/cloud', { signal }), staleTime: CLOUD_STALE_MS, refetchInterval: asking(CLOUD_STALE_MS) })

export const billingQuery = queryOptions({ queryKey: keys.billing, queryFn: ({ signal }) => call('get', '/billing/status', { signal }) })
export const providersQuery = queryOptions({ ...readOnSight, queryKey: keys.providers, queryFn: ({ signal }) => call('get', '/v1/providers', { signal }) })

export const cloudRulesQuery = queryOptions({ ...readOnSight, queryKey: keys.cloudRules, queryFn: ({ signal }) => call('get', '/v1/cloud/rules', { signal }) })

/** How the newest machines at providers are, which the live stream does not tell. */
export const machinesQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.machines,
  queryFn: ({ signal }) => call('get', '/v1/workers', { query: { limit: 50 }, signal }),
  select: ({ workers }) => new Map(workers.map(({ id, instance }) => [id, instance?.status])),
  refetchInterval: asking(CLOUD_EVERY_MS),
})

/** What costs money at providers now. */
export const spendQuery = queryOptions({ ...readOnSight, queryKey: keys.spend, queryFn: ({ signal }) => call('get', '/v1/cloud/spend', { signal }), refetchInterval: asking(SPEND_EVERY_MS) })

/** One wish, looked at until it has come to its end. */
export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.operation(id),
    queryFn: ({ signal }) => call('get', '/v1/operations/{id}', { path: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && state.data.state !== 'open' ? false : OPERATION_EVERY_MS),
  })

export const environmentsQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.environments,
  queryFn: ({ signal }) => call('get', '/v1/environments', { query: { limit: NAMES_PER_PAGE }, signal }),
  refetchInterval: CLOUD_EVERY_MS,
})

export const environmentQuery = (id: string) =>
  queryOptions({
    ...readOnSight,
    queryKey: keys.environment(id),
    queryFn: ({ signal }) => call('get', '/v1/environments/{id}', { path: { id }, signal }),
    refetchInterval: CLOUD_EVERY_MS,
  })

/** A worker with its machine at a provider. */
export const cloudWorkerQuery = (id: string) =>
  queryOptions({
    ...readOnSight,
    queryKey: keys.cloudWorker(id),
    queryFn: ({ signal }) => call('get', '/v1/workers/{id}', { path: { id }, signal }),
    refetchInterval: CLOUD_EVERY_MS,
  })

/** What was wanted lately of something at a provider. */
export const operationsQuery = (resource: string) =>
  queryOptions({
    ...readOnSight,
    queryKey: keys.operations(resource),
    queryFn: ({ signal }) => call('get', '/v1/operations', { query: { resource, limit: OPERATIONS_SHOWN }, signal }),
    refetchInterval: CLOUD_EVERY_MS,
  })

/** What was wanted of anything at a provider, newest first. It is looked at beside other things, so seldom. */
export const allOperationsQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.allOperations,
  queryFn: ({ signal }) => call('get', '/v1/operations', { query: { limit: NAMES_PER_PAGE }, signal }),
  refetchInterval: asking(CLOUD_STALE_MS),
})

export const schedulesQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.schedules,
  queryFn: ({ signal }) => call('get', '/v1/schedules', { query: { limit: NAMES_PER_PAGE }, signal }),
  refetchInterval: asking(SCHEDULES_AGAIN_MS),
})

/** When a schedule would run, while its expression is typed. */
export const slotsQuery = (cron: string, zone: string) =>
  queryOptions({
    queryKey: keys.slots(cron, zone),
    queryFn: ({ signal }) => call('get', '/v1/next-slots', { query: { cron, time_zone: zone }, signal }),
    enabled: cron !== '',
    retry: false,
  })

export const templatesQuery = queryOptions({
  ...watched,
  queryKey: keys.templates,
  queryFn: ({ signal }) => call('get', '/v1/templates', { query: { limit: NAMES_PER_PAGE }, signal }),
})

export const templateQuery = (name: string) =>
  queryOptions({
    queryKey: keys.template(name),
    queryFn: ({ signal }) => call('get', '/v1/templates/{name}', { path: { name }, signal }),
  })

export const membersQuery = queryOptions({
  ...watched,
  queryKey: keys.members,
  queryFn: ({ signal }) => call('get', '/v1/members', { signal }),
})

export const invitationsQuery = queryOptions({
  ...watched,
  queryKey: keys.invitations,
  queryFn: ({ signal }) => call('get', '/v1/invitations', { signal }),
})

export const sessionsQuery = queryOptions({
  ...watched,
  queryKey: keys.sessions,
  queryFn: ({ signal }) => call('get', '/v1/sessions', { signal }),
})

export const orgsQuery = queryOptions({
  queryKey: ['orgs'],
  queryFn: ({ signal }) => call('get', '/v1/me/orgs', { signal }),
})
/** The registry's pages are short; the newest hundred are what a person reads. */
const AGENTS_PER_PAGE = 100

export const agentsQuery = queryOptions({
  ...watched,
  queryKey: keys.agents,
  queryFn: ({ signal }) => call('get', '/v1/agents', { query: { limit: AGENTS_PER_PAGE }, signal }),
})

export const agentQuery = (id: string) =>
  queryOptions({
    ...watched,
    queryKey: keys.agent(id),
    queryFn: ({ signal }) => call('get', '/v1/agents/{id}', { path: { id }, signal }),
  })

export const credentialsQuery = (id: string) =>
  queryOptions({
    ...watched,
    queryKey: keys.credentials(id),
    queryFn: ({ signal }) => call('get', '/v1/agents/{id}/credentials', { path: { id }, signal }),
  })

export const tokensQuery = queryOptions({
  ...watched,
  queryKey: keys.tokens,
  queryFn: ({ signal }) => call('get', '/v1/tokens', { signal }),
})

export const secretsQuery = queryOptions({
  ...watched,
  queryKey: keys.secrets,
  queryFn: ({ signal }) => call('get', '/v1/secrets', { query: { limit: NAMES_PER_PAGE }, signal }),
})

export const retentionQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.retention,
  queryFn: ({ signal }) => call('get', '/v1/retention', { signal }),
})

/** It is asked while somebody types. */
export const retentionPreviewQuery = (rules: RetentionRule[]) =>
  queryOptions({
    queryKey: keys.retentionPreview(rules),
    queryFn: ({ signal }) => call('post', '/v1/retention/preview', { body: { rules }, signal }),
    staleTime: 0,
  })

/** How far it is while one is being made, and seldom otherwise. */
export const backupsQuery = queryOptions({
  ...readOnSight,
  queryKey: keys.backups,
  queryFn: ({ signal }) => call('get', '/v1/backups', { signal }),
  refetchInterval: ({ state: { data, error } }) => mending(error, error === null && (data?.run?.is_over === false ? BACKUP_EVERY_MS : OTHERS_EVERY_MS)),
})

const AUDIT_PER_PAGE = 100

/** Who did what, newest first. Whoever reads further back is not disturbed by what is new. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    ...readOnSight,
    queryKey: keys.auditList(filter),
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === undefined ? {} : { cursor: pageParam }
      return call('get', '/v1/audit/events', { query: { ...auditParts(filter, Date.now()), ...page, limit: AUDIT_PER_PAGE }, signal })
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data, error } }) => mending(error, error === null && data?.pages.length === 1 && OTHERS_EVERY_MS),
  })

export const doctorQuery = queryOptions({
  queryKey: keys.doctor,
  queryFn: ({ signal }) => call('get', '/v1/doctor', { signal }),
  // A check-up is true when it is made; a later visit makes a new one.
  staleTime: 0,
})
