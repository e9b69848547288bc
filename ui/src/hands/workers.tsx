// What can be done with one worker.

import { call } from '~/api/call'
import { keys } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask, Doubt, openPauseWorker } from '~/shell/overlay'
import { muster } from './command'
import { attempt, type Hands } from './hands'
import type { Action } from './registry'

async function told({ client }: Hands, text: string): Promise<void> {
  await client.invalidateQueries({ queryKey: keys.workers })
  toast(text)
}

export function pauseWorker(hands: Hands, worker: Worker): Action {
  const { name } = worker
  const resume = async () => {
    await call('post', '/v1/workers/{id}/resume', { path: { id: worker.id } })
    await told(hands, t('workers.resume_done', { worker: name }))
  }
  return {
    id: 'worker_pause',
    text: t(worker.pause ? 'workers.resume_label' : 'workers.pause_label', { worker: name }),
    verb: t(worker.pause ? 'workers.resume' : 'workers.pause'),
    command: worker.pause ? muster('worker', 'resume', name) : muster('worker', 'pause', name, '--reason', t('action.reason')),
    obstacle: hands.readOnly,
    run: worker.pause ? () => attempt(resume) : () => openPauseWorker(worker),
  }
}

/** Whether it can be asked to give back what it runs. */
const canBeAsked = ({ liveness, link }: Worker): boolean => liveness === 'online' && link === 'session'

export const moveJobs = (hands: Hands, worker: Worker): Action => ({
  id: 'worker_release',
  text: t('release.label', { worker: worker.name }),
  verb: t('release.short'),
  command: muster('worker', 'release-jobs', worker.name),
  obstacle: hands.readOnly ?? (worker.held_jobs === 0 ? t('release.none') : undefined),
  isDangerous: !canBeAsked(worker),
  run: () => {
    const numbers = { worker: worker.name, count: worker.held_jobs }
    ask({
      title: t('release.title', numbers),
      body: (
        <>
          <p>{t(canBeAsked(worker) ? 'release.asked' : 'release.lost', numbers)}</p>
          <p>{t('release.paused', { worker: worker.name })}</p>
        </>
      ),
      confirm: t('release.confirm', numbers),
      isDangerous: !canBeAsked(worker),
      onConfirm: async () => {
        const { asked, lost } = await call('post', '/v1/workers/{id}/release-jobs', { path: { id: worker.id }, body: { may_lose: !canBeAsked(worker) } })
        const done = asked > 0 ? 'release.done_asked' : lost > 0 ? 'release.done_lost' : undefined
        await told(hands, done ? t(done, { worker: worker.name, count: asked + lost }) : t('release.done_none', { worker: worker.name }))
      },
    })
  },
})

const MOST_ALIKE = 100

/** Whether another one is called so. The coordinator allows it, and whoever picks a worker by its name would not know which. */
async function isTaken(worker: Worker, name: string): Promise<boolean> {
  const { items } = await call('get', '/v1/workers', { query: { query: `"${name.replaceAll('"', '')}"`, page_size: MOST_ALIKE } })
  return items.some((other) => other.name === name && other.id !== worker.id)
}

export const renameWorker = (hands: Hands, worker: Worker): Action => ({
  id: 'worker_rename',
  text: t('workers.rename_label', { worker: worker.name }),
  verb: t('workers.rename'),
  command: muster('worker', 'rename', worker.name, t('action.new_name')),
  obstacle: hands.readOnly,
  run: () =>
    ask({
      title: t('workers.rename_title', { worker: worker.name }),
      body: t('workers.rename_body'),
      confirm: t('workers.rename_confirm'),
      field: { label: t('workers.column_name'), value: worker.name },
      onConfirm: async (name, isSure) => {
        if (!isSure && (await isTaken(worker, name))) throw new Doubt(t('workers.rename_taken', { worker: name }), t('workers.rename_anyway'))
        await call('patch', '/v1/workers/{id}', { path: { id: worker.id }, body: { name } })
        await told(hands, t('workers.rename_done', { worker: name }))
      },
    }),
})

export const removeWorker = (hands: Hands, worker: Worker): Action => ({
  id: 'worker_remove',
  text: t('workers.remove_label', { worker: worker.name }),
  verb: t('workers.remove'),
  command: muster('worker', 'remove', worker.name),
  obstacle: hands.readOnly ?? (worker.is_this_machine ? t('workers.remove_this') : undefined),
  isDangerous: true,
  run: () =>
    ask({
      title: t('workers.remove_title', { worker: worker.name }),
      body: (
        <>
          <p>{t('workers.remove_body')}</p>
          {worker.busy_slots > 0 && <p>{t('workers.remove_busy', { count: worker.busy_slots })}</p>}
        </>
      ),
      confirm: t('workers.remove_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/workers/{id}', { path: { id: worker.id } })
        await told(hands, t('workers.remove_done', { worker: worker.name }))
      },
    }),
})

export const workerActions = (hands: Hands, worker: Worker): Action[] => [pauseWorker(hands, worker), moveJobs(hands, worker), renameWorker(hands, worker), removeWorker(hands, worker)]
