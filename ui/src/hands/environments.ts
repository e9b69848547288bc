// What can be done with one environment.

import { call } from '~/api/call'
import { keys } from '~/api/queries'
import type { Cloud, Environment } from '~/api/schema'
import { clock } from '~/format/time'
import { copyText } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { costOfFiles, ratesAt } from '~/pages/environments/cost'
import { isMoving, price } from '~/pages/environments/looks'
import { extensionMinutes } from '~/pages/environments/stopping'
import { platform } from '~/platform'
import { ask } from '~/shell/overlay'
import { muster } from './command'
import { attempt, type Hands } from './hands'
import { holdBack, isHeld } from './held'
import type { Action } from './registry'
import { want } from './wanted'

/** Files are lost with it, so there is time to think again. */
const DELETE_HELD_MS = 15_000

const isDown = (status: string): boolean => status === 'stopped' || status === 'failed'

/** What keeps everything from being done with it. */
const busy = (hands: Hands, { id, status }: Environment): string | undefined => {
  if (hands.readOnly) return hands.readOnly
  if (isHeld(id) || status === 'deleting') return t('environments.is_going')
  return isMoving(status) ? t('environments.is_moving') : undefined
}

const notRunning = ({ status }: Environment): string | undefined => (status === 'running' ? undefined : t('environments.not_running'))

/** Every list shows them, and the overview counts them. */
const readAgain = ({ client }: Hands) => Promise.all([keys.environments, keys.overview].map((queryKey) => client.invalidateQueries({ queryKey })))

/** Does it, says what was done, and has every list show it. */
function done(hands: Hands, act: () => Promise<string>): void {
  attempt(async () => {
    const said = await act()
    await readAgain(hands)
    toast(said)
  })
}

export const openEnvironment = (environment: Environment): Action => ({
  id: 'environment_open',
  text: t('environments.open_label', { name: environment.name }),
  verb: t('environments.open'),
  obstacle: environment.connection ? undefined : t('environments.not_running'),
  run: () => attempt(() => platform.openExternal(environment.connection?.web ?? '')),
})

/** What survives a stop, and what that costs. */
function survives(hands: Hands, environment: Environment): string {
  const micro = costOfFiles(environment, ratesAt(hands.client.getQueryData<Cloud>(keys.cloud), environment))
  return t('environments.survives', { storage: environment.storage_gb, price: price(micro) })
}

export function powerEnvironment(hands: Hands, environment: Environment): Action {
  const { id, name, status } = environment
  const start = async () => {
    await call('post', '/v1/environments/{id}/start', { path: { id } })
    return t('environments.is_starting', { name })
  }
  const stop = async () => {
    await call('post', '/v1/environments/{id}/stop', { path: { id } })
    return `${t('environments.is_stopping', { name })}. ${survives(hands, environment)}`
  }
  const isStart = isDown(status)
  return {
    id: 'environment_power',
    text: t(isStart ? 'environments.start_label' : 'environments.stop_label', { name }),
    verb: t(isStart ? 'environments.start' : 'environments.stop'),
    command: muster('env', isStart ? 'start' : 'stop', name),
    obstacle: busy(hands, environment) ?? (status === 'gone' ? t('environments.not_running') : undefined),
    run: () => done(hands, isStart ? start : stop),
  }
}

export function extendEnvironment(hands: Hands, environment: Environment): Action {
  const { id, name, stops } = environment
  // The command counts from now on too.
  const spanFrom = (now: number) => `${extensionMinutes(environment, now)}min`
  const extend = async () => {
    const extended = await call('post', '/v1/environments/{id}/extend', { path: { id }, body: { minutes: extensionMinutes(environment, Date.now()) } })
    hands.client.setQueryData(keys.environment(id), extended)
    return t('environments.was_extended', { name, at: clock(extended.stops?.not_before ?? Date.now()) })
  }
  return {
    id: 'environment_extend',
    text: t('environments.extend_label', { name }),
    verb: t('environments.extend'),
    command: muster('env', 'extend', name, spanFrom(Date.now())),
    obstacle: busy(hands, environment) ?? notRunning(environment) ?? (stops ? undefined : t('environments.never_stops')),
    run: () => done(hands, extend),
  }
}

const logOf = ({ navigate }: Hands, { id, name }: Environment): Action => ({
  id: 'environment_log',
  text: t('environments.log_label', { name }),
  verb: t('environments.log_show'),
  command: muster('env', 'logs', name),
  run: () => void navigate({ to: '/environments/$environmentId', params: { environmentId: id }, hash: 'log' }),
})

/** Its page opens it as soon as it is there. */
export const terminalOf = ({ navigate, readOnly }: Hands, { id, name, status }: Environment): Action => ({
  id: 'environment_terminal',
  text: t('terminal.open_label', { name }),
  verb: t('terminal.open'),
  command: muster('env', 'shell', name),
  obstacle: readOnly ?? (status === 'running' ? undefined : t('terminal.not_running')),
  run: () => void navigate({ to: '/environments/$environmentId', params: { environmentId: id } }).then(() => want('terminal')),
})

const copyAddress = ({ name, connection }: Environment): Action => ({
  id: 'environment_copy',
  text: t('environments.copy_label', { name }),
  verb: t('environments.copy'),
  obstacle: connection ? undefined : t('environments.not_running'),
  run: () => void copyText(connection?.web ?? ''),
})

/** Held back for a moment: until then nothing has happened. One that runs is asked about before. */
export function deleteEnvironment(hands: Hands, environment: Environment): Action {
  const { id, name, status, storage_gb: storage } = environment
  // One that is stopped needs none, and is not deleted if somebody starts it before.
  const isForced = status !== 'stopped'
  const send = async () => {
    try {
      await call('delete', '/v1/environments/{id}', { path: { id }, query: isForced ? { force: true } : {} })
      toast(t('environments.is_deleting', { name }))
    } catch (error) {
      toast(t('environments.held_failed', { name, why: (error as Error).message }), 'danger')
    }
    await readAgain(hands)
  }
  const request = { method: 'DELETE', path: `/v1/environments/${encodeURIComponent(id)}${isForced ? '?force=true' : ''}` }
  const hold = () => holdBack({ id, text: t('environments.held', { name, storage }), request, send, ms: DELETE_HELD_MS })
  const question = () =>
    ask({
      title: t('environments.delete_title', { name }),
      body: t('environments.delete_body', { storage }),
      confirm: t('environments.delete_confirm'),
      isDangerous: true,
      onConfirm: async () => hold(),
    })
  return {
    id: 'environment_delete',
    text: t('environments.delete_label', { name }),
    verb: t('environments.delete'),
    command: muster('env', 'delete', name, '--force'),
    obstacle: hands.readOnly ?? (isHeld(id) || status === 'deleting' ? t('environments.is_going') : undefined),
    isDangerous: true,
    run: isDown(status) || status === 'gone' ? hold : question,
  }
}

/** Everything, the likeliest first; what does not go says why. */
export const environmentActions = (hands: Hands, environment: Environment): Action[] => [
  openEnvironment(environment),
  powerEnvironment(hands, environment),
  terminalOf(hands, environment),
  extendEnvironment(hands, environment),
  logOf(hands, environment),
  copyAddress(environment),
  deleteEnvironment(hands, environment),
]
