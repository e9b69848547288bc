// The pages and their addresses. Where a person is stands here and nowhere else, so every view can be sent and reloaded.

import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { isTaskFilter, type TaskFilter } from './api/array'
import { readFilter, type WrittenFilter, writeFilter } from './api/job-filter'
import { chunks } from './chunks'
import { readListingFilter } from './pages/marketplace/filter'
import { basePath } from './platform'
import { Broken } from './shell/Broken'
import { NotFound } from './shell/NotFound'
import { Shell } from './shell/Shell'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })

/** Which of a list somebody looks for. */
const named = ({ name }: Record<string, unknown>): { name?: string } => (name ? { name: String(name) } : {})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(chunks.overview),
})

const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  /** In the form in which the address shows it; `readFilter` gives its meaning. */
  validateSearch: (query: Record<string, unknown>): WrittenFilter => writeFilter(readFilter(query)),
  component: lazyRouteComponent(chunks.jobs),
})

/** A job begins with its log, an array with its tasks. */
export const jobTabs = ['log', 'tasks', 'timeline', 'attempts', 'artefacts', 'graph', 'details'] as const
export type JobTab = (typeof jobTabs)[number]

const isTab = (value: unknown): value is JobTab => jobTabs.some((tab) => tab === value)

const job = createRoute({
  getParentRoute: () => jobs,
  path: '$jobId',
  validateSearch: ({ tab, attempt, tasks }: Record<string, unknown>): { tab?: JobTab; attempt?: number; tasks?: TaskFilter } => ({
    ...(isTab(tab) && tab !== 'tasks' ? { tab } : {}),
    ...(isTaskFilter(tasks) ? { tasks } : {}),
    ...(Number.isInteger(attempt) && Number(attempt) > 0 ? { attempt: Number(attempt) } : {}),
  }),
  component: lazyRouteComponent(chunks.job),
})

const workers = createRoute({
  getParentRoute: () => root,
  path: '/workers',
  validateSearch: ({ query }: Record<string, unknown>): { query?: string } => (query ? { query: String(query) } : {}),
  component: lazyRouteComponent(chunks.workers),
})

const worker = createRoute({
  getParentRoute: () => root,
  path: '/workers/$workerId',
  component: lazyRouteComponent(chunks.worker),
})

const environments = createRoute({
  getParentRoute: () => root,
  path: '/environments',
  component: lazyRouteComponent(chunks.environments),
})

const environment = createRoute({
  getParentRoute: () => root,
  path: '/environments/$environmentId',
  component: lazyRouteComponent(chunks.environment),
})

const schedules = createRoute({
  getParentRoute: () => root,
  path: '/schedules',
  validateSearch: named,
  component: lazyRouteComponent(chunks.schedules),
})

const agents = createRoute({
  getParentRoute: () => root,
  path: '/agents',
  validateSearch: ({ search }: Record<string, unknown>): { search?: string } => (search ? { search: String(search) } : {}),
  component: lazyRouteComponent(chunks.agents),
})

const agent = createRoute({
  getParentRoute: () => root,
  path: '/agents/$agentId',
  component: lazyRouteComponent(chunks.agent),
})

const marketplace = createRoute({
  getParentRoute: () => root,
  path: '/marketplace',
  validateSearch: readListingFilter,
  component: lazyRouteComponent(chunks.marketplace),
})

const listing = createRoute({
  getParentRoute: () => root,
  path: '/marketplace/$agentId',
  component: lazyRouteComponent(chunks.listing),
})

const templates = createRoute({
  getParentRoute: () => root,
  path: '/templates',
  validateSearch: named,
  component: lazyRouteComponent(chunks.templates),
})

const newTemplate = createRoute({
  getParentRoute: () => root,
  path: '/templates/new',
  /** What it begins with: a template that is there, or a job. */
  validateSearch: ({ copy, job: from }: Record<string, unknown>): { copy?: string; job?: string } => ({
    ...(copy ? { copy: String(copy) } : {}),
    ...(from ? { job: String(from) } : {}),
  }),
  component: lazyRouteComponent(chunks.newTemplate),
})

const editTemplate = createRoute({
  getParentRoute: () => root,
  path: '/templates/$templateName/edit',
  component: lazyRouteComponent(chunks.editTemplate),
})

const usage = createRoute({
  getParentRoute: () => root,
  path: '/usage',
  component: lazyRouteComponent(chunks.usage),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  validateSearch: ({ query }: Record<string, unknown>): { query?: string } => (query ? { query: String(query) } : {}),
  component: lazyRouteComponent(chunks.audit),
})

const billing = createRoute({
  getParentRoute: () => root,
  path: '/billing',
  /** Whoever comes back from a checkout. */
  validateSearch: ({ returned }: Record<string, unknown>): { returned?: true } => (returned ? { returned: true } : {}),
  component: lazyRouteComponent(chunks.billing),
})

const doctor = createRoute({
  getParentRoute: () => root,
  path: '/doctor',
  component: lazyRouteComponent(chunks.doctor),
})

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(chunks.settings),
})

export const router = createRouter({
  routeTree: root.addChildren([overview, jobs.addChildren([job]), workers, worker, environments, environment, schedules, templates, newTemplate, editTemplate, agents, agent, marketplace, listing, usage, billing, audit, doctor, settings]),
  basepath: basePath,
  defaultErrorComponent: Broken,
  defaultPreload: 'intent',
  // Lists keep their own place; the router would move them when a row is opened.
  scrollRestoration: false,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
