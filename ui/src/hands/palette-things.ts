// Everything that has a name, as the palette offers it, with what can be done with it.

import type { Agent, Environment, Job, Schedule, Template, Worker } from '~/api/schema'
import { jobLooks, jobWord, workerLook } from '~/kit/looks'
import type { Look } from '~/kit/State'
import { t } from '~/messages/t'
import { environmentLook, environmentWord } from '~/pages/environments/looks'
import { views } from '~/pages/jobs/views'
import { parts } from '~/pages/settings/parts'
import { openRunTemplate } from '~/shell/overlay'
import { keysOf } from './bindings'
import { listCommand, muster } from './command'
import { environmentActions } from './environments'
import type { Hands } from './hands'
import { jobActions } from './jobs'
import type { Keys } from './keys'
import { type Action, perform } from './registry'
import { templateDeeds } from './templates'
import { agentDeeds, type Deed, scheduleDeeds, workerDeeds } from './things'
import { want } from './wanted'
import { workerActions } from './workers'

export type Item = {
  key: string
  group: string
  text: string
  detail?: string
  /** What it is called, where its text is only its id. */
  name?: string
  /** By what else it is found. */
  words?: string
  /** For when nothing else is meant. */
  isLast?: boolean
  look?: Look
  command?: string
  keys?: Keys
  obstacle?: string | undefined
  isDangerous?: boolean
  run: () => void
  /** What can be done with it. */
  into?: () => Item[]
}

export const fromAction = (action: Action, group: string): Item => ({ ...action, key: action.id, group, keys: keysOf(action.id), run: () => perform(action) })
const fromDeed = (deed: Deed, group: string): Item => ({ ...deed, group })

export function jobItem(hands: Hands, job: Job): Item {
  const open = () => void hands.navigate({ to: '/jobs/$jobId', params: { jobId: job.id } })
  return {
    key: job.id,
    group: t('palette.group_jobs'),
    text: job.id,
    detail: `${jobWord(job)} · ${job.name ?? job.command}`,
    name: job.name ?? job.command,
    words: job.command,
    look: jobLooks[job.state],
    command: muster('job', 'show', job.id),
    run: open,
    into: () => jobActions(hands, job).map((action) => fromAction(action, job.id)),
  }
}

export function workerItem(hands: Hands, worker: Worker): Item {
  const { word, ...look } = workerLook(worker)
  return {
    key: worker.id,
    group: t('palette.group_workers'),
    text: worker.name,
    detail: word,
    look,
    command: muster('worker', 'list'),
    run: () => void hands.navigate({ to: '/workers/$workerId', params: { workerId: worker.id } }),
    into: () => [...workerActions(hands, worker).map((action) => fromAction(action, worker.name)), ...workerDeeds(hands, worker).map((deed) => fromDeed(deed, worker.name))],
  }
}

export function environmentItem(hands: Hands, environment: Environment): Item {
  return {
    key: environment.id,
    group: t('palette.group_environments'),
    text: environment.name,
    detail: environmentWord(environment.status),
    look: environmentLook(environment.status),
    command: muster('env', 'show', environment.name),
    run: () => void hands.navigate({ to: '/environments/$environmentId', params: { environmentId: environment.id } }),
    into: () => environmentActions(hands, environment).map((action) => fromAction(action, environment.name)),
  }
}

export const scheduleItem = (hands: Hands, schedule: Schedule): Item => ({
  key: `schedule ${schedule.name}`,
  group: t('palette.group_schedules'),
  text: schedule.name,
  detail: schedule.cron,
  command: muster('schedule', 'show', schedule.name),
  run: () => void hands.navigate({ to: '/jobs', search: { schedule: schedule.name } }),
  into: () => scheduleDeeds(hands, schedule).map((deed) => fromDeed(deed, schedule.name)),
})

export const templateItem = (hands: Hands, template: Template): Item => ({
  key: `template ${template.name}`,
  group: t('palette.group_templates'),
  text: t('templates.run_label', { name: template.name }),
  ...(template.description ? { detail: template.description } : {}),
  command: muster('job', 'submit', '--template', template.name),
  obstacle: hands.readOnly,
  run: () => openRunTemplate(template),
  into: () => Object.values(templateDeeds(hands, template)).map((deed) => fromDeed(deed, template.name)),
})

/** What people call that which stands in a part. */
const partWords: Record<string, string> = {
  [t('settings.appearance')]: t('palette.words_appearance'),
  [t('people.title')]: t('palette.words_people'),
  [t('tokens.title')]: t('palette.words_tokens'),
  [t('providers.title')]: t('palette.words_providers'),
  [t('spending.title')]: t('palette.words_spending'),
  [t('retention.title')]: t('palette.words_retention'),
  [t('backups.title')]: t('palette.words_backups'),
  [t('keys.title')]: t('palette.words_keys'),
}

export const settingsItems = ({ navigate }: Hands): Item[] =>
  parts.map((title) => ({
    key: `settings ${title}`,
    group: t('palette.group_settings'),
    text: t('palette.settings', { part: title }),
    words: partWords[title] ?? '',
    run: () => void navigate({ to: '/settings', hash: title }),
  }))

export function viewItems({ navigate }: Hands): Item[] {
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

export const formItems = ({ navigate, readOnly }: Hands): Item[] =>
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

export function agentItem(hands: Hands, agent: Agent): Item {
  const { agentId, name, email } = agent
  return {
    key: agentId,
    group: t('palette.group_agents'),
    text: name,
    detail: email,
    command: muster('agent', 'show', agentId),
    run: () => void hands.navigate({ to: '/agents/$agentId', params: { agentId } }),
    into: () => agentDeeds(hands, agent).map((deed) => fromDeed(deed, name)),
  }
}

/** A job that nobody has read yet can be opened all the same: its page says whether it exists. */
export const openJob = ({ navigate }: Hands, id: string): Item => ({
  key: id,
  group: t('palette.group_jobs'),
  text: t('palette.open_job', { job: id }),
  command: muster('job', 'show', id),
  run: () => void navigate({ to: '/jobs/$jobId', params: { jobId: id } }),
})
