// What the palette offers: what is in hand, actions, pages, views, and every named thing.

import { type QueryKey, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { call } from '~/api/call'
import { jobQuery } from '~/api/queries'
import { agentsQuery, environmentsQuery, schedulesQuery, templatesQuery, workersQuery } from '~/api/queries'
import type { Environment, Job, Schedule, Template, Worker } from '~/api/schema'
import { jobLooks, jobWord, workerLook } from '~/kit/looks'
import type { Look } from '~/kit/State'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { environmentLook } from '~/pages/environments/looks'
import { views } from '~/pages/jobs/views'
import { openRunTemplate } from '~/shell/overlay'
import { useStore } from '~/store'
import { groupOf, keysOf } from './bindings'
import { listCommand, muster } from './command'
import { pages } from './general'
import { attempt, type Hands, useHands } from './hands'
import { jobActions } from './jobs'
import type { Keys } from './keys'
import { type Action, offers, perform } from './registry'
import { type Deed, environmentDeeds, scheduleDeeds } from './things'
import { want } from './wanted'
import { workerActions } from './workers'

export type Item = {
  key: string
  group: string
  text: string
  detail?: string
  look?: Look
  command?: string
  keys?: Keys
  obstacle?: string | undefined
  isDangerous?: boolean
  run: () => void
  /** What can be done with it. */
  into?: () => Item[]
}

const fromAction = (action: Action, group: string): Item => ({ ...action, key: action.id, group, keys: keysOf(action.id), run: () => perform(action) })
const fromDeed = (deed: Deed, group: string): Item => ({ ...deed, group })

const HERE = new Set(['job', 'worker', 'list'])
const pageIds = new Set<string>(pages.map(({ id }) => id))
/** What only makes sense as a key. */
const ONLY_KEYS = new Set(['palette', 'list_next', 'list_previous', 'list_open', 'list_search', 'list_back', 'list_extend', 'list_select'])

/** Actions of the page first, then those of everywhere, then the pages. */
function actionItems(): Item[] {
  const all = offers().filter(({ id }) => !ONLY_KEYS.has(id))
  const order = ['general', 'job', 'worker', 'list', 'go']
  const here = all.filter(({ id }) => HERE.has(groupOf(id)) || id === 'undo').toSorted((a, b) => order.indexOf(groupOf(a.id)) - order.indexOf(groupOf(b.id)))
  const rest = all.filter((action) => !here.includes(action))
  return [
    ...here.map((action) => fromAction(action, t('palette.group_here'))),
    ...rest.filter(({ id }) => !pageIds.has(id)).map((action) => fromAction(action, t('palette.group_actions'))),
    ...rest.filter(({ id }) => pageIds.has(id)).map((action) => fromAction(action, t('palette.group_pages'))),
  ]
}

export function jobItem(hands: Hands, job: Job): Item {
  const open = () => void hands.navigate({ to: '/jobs/$jobId', params: { jobId: job.id } })
  return {
    key: job.id,
    group: t('palette.group_jobs'),
    text: job.id,
    detail: `${jobWord(job)} · ${job.name ?? job.command}`,
    look: jobLooks[job.state],
    command: muster('job', 'show', job.id),
    run: open,
    into: () => jobActions(hands, job).map((action) => fromAction(action, job.id)),
  }
}

function workerItem(hands: Hands, worker: Worker): Item {
  const { word, ...look } = workerLook(worker)
  return {
    key: worker.id,
    group: t('palette.group_workers'),
    text: worker.name,
    detail: word,
    look,
    command: muster('worker', 'list'),
    run: () => void hands.navigate({ to: '/workers/$workerId', params: { workerId: worker.id } }),
    into: () => workerActions(hands, worker).map((action) => fromAction(action, worker.name)),
  }
}

function environmentItem(hands: Hands, environment: Environment): Item {
  const deeds = () => environmentDeeds(hands, environment).map((deed) => fromDeed(deed, environment.name))
  return {
    key: environment.id,
    group: t('palette.group_environments'),
    text: environment.name,
    detail: environment.status,
    look: environmentLook(environment.status),
    command: muster('env', 'show', environment.name),
    run: () => void hands.navigate({ to: '/environments/$environmentId', params: { environmentId: environment.id } }),
    into: deeds,
  }
}

const scheduleItem = (hands: Hands, schedule: Schedule): Item => ({
  key: `schedule ${schedule.name}`,
  group: t('palette.group_schedules'),
  text: schedule.name,
  detail: schedule.cron,
  command: muster('schedule', 'show', schedule.name),
  run: () => void hands.navigate({ to: '/jobs', search: { schedule: schedule.name } }),
  into: () => scheduleDeeds(hands, schedule).map((deed) => fromDeed(deed, schedule.name)),
})

const templateItem = (hands: Hands, template: Template): Item => ({
  key: `template ${template.name}`,
  group: t('palette.group_templates'),
  text: t('templates.run_label', { name: template.name }),
  ...(template.description ? { detail: template.description } : {}),
  command: muster('job', 'submit', '--template', template.name),
  obstacle: hands.readOnly,
  run: () => openRunTemplate(template),
})

/** Parts of the settings, by the title of their section. */
const settings = [t('settings.appearance'), t('keys.title'), t('people.title'), t('sessions.title'), t('tokens.title'), t('secrets.title'), t('retention.title'), t('backups.title'), t('about.title')]

const settingsItems = ({ navigate }: Hands): Item[] =>
  settings.map((title) => ({
    key: `settings ${title}`,
    group: t('palette.group_settings'),
    text: t('palette.settings', { part: title }),
    run: () => void navigate({ to: '/settings', hash: title }),
  }))

function viewItems({ navigate }: Hands): Item[] {
  return views.get().map(({ name, query }) => ({
    key: `view ${name}`,
    group: t('palette.group_views'),
    text: t('palette.view', { name }),
    command: listCommand(query),
    run: () => void navigate({ to: '/jobs', search: query }),
  }))
}

/** Forms of other pages, which open there. */
const forms = [
  { form: 'schedule', to: '/schedules', text: t('schedules.create'), command: muster('schedule', 'create') },
  { form: 'environment', to: '/environments', text: t('environments.create'), command: muster('env', 'create') },
  { form: 'cloud_worker', to: '/workers', text: t('cloud.add'), command: muster('worker', 'create', '--cloud') },
  { form: 'agent', to: '/agents', text: t('agents.create'), command: muster('agent', 'create') },
  { form: 'token', to: '/settings', text: t('tokens.create'), command: muster('token', 'create') },
  { form: 'secret', to: '/settings', text: t('palette.set_secret'), command: muster('secret', 'set') },
  { form: 'person', to: '/settings', text: t('palette.invite'), command: muster('invitation', 'create') },
] as const

const formItems = ({ navigate, readOnly }: Hands): Item[] =>
  forms.map(({ form, to, text, command }) => ({
    key: `form ${form}`,
    group: t('palette.group_actions'),
    text,
    command,
    obstacle: readOnly,
    run: () => {
      want(form)
      void navigate({ to })
    },
  }))

async function backUp(): Promise<void> {
  await call('post', '/v1/backups', {})
  toast(t('palette.backup_begun'))
}

/** Deeds that need no form. */
function deedItems({ navigate, readOnly }: Hands): Item[] {
  return [
    { key: 'backup', group: t('palette.group_actions'), text: t('backups.create'), command: muster('backup', 'create'), obstacle: readOnly, run: () => attempt(backUp) },
    { key: 'verify', group: t('palette.group_actions'), text: t('palette.verify'), command: muster('audit', 'verify'), run: () => void navigate({ to: '/audit' }) },
  ]
}

/** `job_12`, or the number alone; `job_12.3` is a task. */
const jobIn = (text: string): string | undefined => /^(?:job_)?([1-9]\d*(?:\.\d+)?)$/.exec(text.trim())?.[1]

const PAUSE_MS = 120
const MOST_JOBS = 6

function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** The jobs that the text finds; nobody scrolls through them here, so a few are enough. */
function useFoundJobs(text: string): Job[] {
  const settled = useSettled(text.trim())
  const named = jobIn(settled)
  const one = useQuery({ ...jobQuery(`job_${named}`), enabled: named !== undefined, retry: false }).data
  const found = useQuery({
    queryKey: ['jobs', 'found', settled] satisfies QueryKey,
    queryFn: ({ signal }) => call('get', '/v1/jobs', { query: { search: settled, limit: MOST_JOBS }, signal }),
    enabled: settled.length > 1 && named === undefined,
    staleTime: 0,
  }).data
  return useMemo(() => (named ? (one ? [one] : []) : (found?.items ?? [])), [named, one, found])
}

const once = { refetchInterval: false, retry: false } as const

/** Everything that the text may mean. Jobs were found by the coordinator and are not matched again. */
export function useItems(text: string): { fixed: Item[]; found: Item[] } {
  const hands = useHands()
  const isTyped = text.trim() !== ''
  const jobs = useFoundJobs(text)
  const named = jobIn(text)
  const workers = useQuery(workersQuery).data?.items
  const environments = useQuery({ ...environmentsQuery, ...once }).data?.items
  const schedules = useQuery({ ...schedulesQuery, ...once }).data?.items
  const templates = useQuery({ ...templatesQuery, ...once }).data?.items
  const agents = useQuery({ ...agentsQuery, ...once }).data?.data
  const saved = useStore(views)
  return useMemo(() => {
    const things = [
      ...(workers ?? []).map((worker) => workerItem(hands, worker)),
      ...(environments ?? []).map((environment) => environmentItem(hands, environment)),
      ...(schedules ?? []).map((schedule) => scheduleItem(hands, schedule)),
      ...(templates ?? []).map((template) => templateItem(hands, template)),
      ...(agents ?? []).map((agent) => agentItem(hands, agent)),
      ...formItems(hands),
      ...deedItems(hands),
      ...settingsItems(hands),
    ]
    // Without a text only what is short: the rest is found by its name.
    const fixed = [...actionItems(), ...(saved.length > 0 ? viewItems(hands) : []), ...(isTyped ? things : [])]
    const unseen = named && !jobs.some(({ id }) => id === `job_${named}`) ? [openJob(hands, `job_${named}`)] : []
    return { fixed, found: isTyped ? [...unseen, ...jobs.map((job) => jobItem(hands, job))] : [] }
  }, [hands, isTyped, named, jobs, workers, environments, schedules, templates, agents, saved])
}

function agentItem({ navigate }: Hands, { agentId, email }: { agentId: string; email: string }): Item {
  return {
    key: agentId,
    group: t('palette.group_agents'),
    text: email,
    command: muster('agent', 'show', agentId),
    run: () => void navigate({ to: '/agents/$agentId', params: { agentId } }),
  }
}

/** A job that nobody has read yet can be opened all the same: its page says whether it exists. */
const openJob = ({ navigate }: Hands, id: string): Item => ({
  key: id,
  group: t('palette.group_jobs'),
  text: t('palette.open_job', { job: id }),
  command: muster('job', 'show', id),
  run: () => void navigate({ to: '/jobs/$jobId', params: { jobId: id } }),
})
