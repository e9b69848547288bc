// What can be done with schedules, workers and agents, for the palette: their pages have the forms.

import { call, idempotencyKey } from '~/api/call'
import { marketKeys } from '~/api/market-queries'
import { keys } from '~/api/queries'
import type { Agent, Schedule, Worker } from '~/api/schema'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { resumeAgent, suspendAgent } from './agents'
import { muster } from './command'
import { attempt, type Hands } from './hands'

/** Something that only the palette offers; no key can be given to it. */
export type Deed = { key: string; text: string; command?: string; obstacle?: string | undefined; isDangerous?: boolean; run: () => void }

function deed(hands: Hands, key: string, text: string, command: string, act: () => Promise<string>, list: readonly string[]): Deed {
  const run = async () => {
    const said = await act()
    await hands.client.invalidateQueries({ queryKey: list })
    toast(said)
  }
  return { key, text, command, obstacle: hands.readOnly, run: () => attempt(run) }
}

export function scheduleDeeds(hands: Hands, { name, state }: Schedule): Deed[] {
  const path = { name }
  const run = async () => {
    const job = await call('post', '/v1/schedules/{name}/run', { path, headers: idempotencyKey() })
    return t('schedules.was_run', { job: job.id, name })
  }
  const pause = async () => {
    await call('post', '/v1/schedules/{name}/pause', { path, body: {} })
    return t('schedules.was_paused', { name })
  }
  const resume = async () => {
    await call('post', '/v1/schedules/{name}/resume', { path })
    return t('schedules.was_resumed', { name })
  }
  return [
    deed(hands, 'run', t('schedules.run_label', { name }), muster('schedule', 'run', name), run, keys.schedules),
    state === 'active'
      ? deed(hands, 'pause', t('schedules.pause_label', { name }), muster('schedule', 'pause', name), pause, keys.schedules)
      : deed(hands, 'resume', t('schedules.resume_label', { name }), muster('schedule', 'resume', name), resume, keys.schedules),
  ]
}

/** What stands on a worker's page, by the words that people look for. */
export function workerDeeds({ navigate, readOnly }: Hands, { id, name }: Worker): Deed[] {
  const open = () => void navigate({ to: '/workers/$workerId', params: { workerId: id } })
  return [
    { key: 'labels', text: t('palette.worker_labels', { worker: name }), command: muster('worker', 'label', name, 'NAME=VALUE'), obstacle: readOnly, run: open },
    { key: 'limits', text: t('palette.worker_limits', { worker: name }), command: muster('worker', 'limits'), run: open },
  ]
}

export function agentDeeds(hands: Hands, agent: Agent): Deed[] {
  const { agentId: id, name, isPublic, status } = agent
  if (status === 'decommissioned') return []
  const publish = async () => {
    await call('patch', '/v1/agents/{id}', { path: { id }, body: { isPublic: !isPublic } })
    await hands.client.invalidateQueries({ queryKey: marketKeys.all })
    return t(isPublic ? 'agents.done_unpublished' : 'agents.done_published', { name })
  }
  const rotate = () => void hands.navigate({ to: '/agents/$agentId', params: { agentId: id } })
  return [
    deed(hands, 'publish', t(isPublic ? 'palette.unpublish' : 'palette.publish', { name }), muster('agent', isPublic ? 'unpublish' : 'publish', id), publish, keys.agents),
    status === 'active'
      ? deed(hands, 'suspend', t('palette.suspend', { name }), muster('agent', 'suspend', id), () => suspendAgent(agent), keys.agents)
      : deed(hands, 'resume', t('palette.resume', { name }), muster('agent', 'resume', id), () => resumeAgent(agent), keys.agents),
    { key: 'rotate', text: t('palette.rotate_credential', { name }), command: muster('agent', 'credential', 'rotate', id), obstacle: hands.readOnly, run: rotate },
  ]
}
