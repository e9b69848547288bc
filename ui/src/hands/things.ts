// What can be done with schedules, environments and templates, for the palette: their pages have the forms.

import { call, idempotencyKey } from '~/api/call'
import { keys } from '~/api/queries'
import type { Environment, Schedule } from '~/api/schema'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { muster } from './command'
import { attempt, type Hands } from './hands'
import { want } from './wanted'

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

export function environmentDeeds(hands: Hands, { id, name, status }: Environment): Deed[] {
  const start = async () => {
    await call('post', '/v1/environments/{id}/start', { path: { id } })
    return t('environments.is_starting', { name })
  }
  const stop = async () => {
    await call('post', '/v1/environments/{id}/stop', { path: { id } })
    return t('environments.is_stopping', { name })
  }
  const terminal: Deed = {
    key: 'terminal',
    text: t('terminal.open_label', { name }),
    command: muster('env', 'shell', name),
    obstacle: hands.readOnly,
    // Its page opens it as soon as it is there.
    run: () => void hands.navigate({ to: '/environments/$environmentId', params: { environmentId: id } }).then(() => want('terminal')),
  }
  if (status === 'running') return [terminal, deed(hands, 'stop', t('environments.stop_label', { name }), muster('env', 'stop', name), stop, keys.environments)]
  if (status === 'stopped' || status === 'failed') return [deed(hands, 'start', t('environments.start_label', { name }), muster('env', 'start', name), start, keys.environments)]
  return []
}
