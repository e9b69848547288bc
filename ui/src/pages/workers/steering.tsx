// The buttons of a worker, on its page and in its row.

import { useQueryClient } from '@tanstack/react-query'
import { keys } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { ActionButton } from '~/hands/ActionButton'
import { useHands } from '~/hands/hands'
import { perform } from '~/hands/registry'
import { moveJobs, pauseWorker, removeWorker, renameWorker } from '~/hands/workers'
import { RowButton } from '~/kit/Button'
import { MoreMenu } from '~/kit/Menu'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import styles from './WorkersPage.module.css'

export function Steering({ worker }: { worker: Worker }) {
  const hands = useHands()
  return (
    <span className={styles.steering}>
      <ActionButton action={pauseWorker(hands, worker)} text={t(worker.pause ? 'workers.resume' : 'workers.pause')} isNamedInFull />
      <ActionButton action={{ ...moveJobs(hands, worker), isDangerous: false }} text={t('release.short')} isNamedInFull />
      <ActionButton action={renameWorker(hands, worker)} text={t('workers.rename')} isNamedInFull />
      <ActionButton action={{ ...removeWorker(hands, worker), isDangerous: false }} text={t('workers.remove')} isNamedInFull />
    </span>
  )
}

/** In a row: the one that is needed most where somebody points, and all behind a button. */
export function RowActions({ worker, isShort = false }: { worker: Worker; isShort?: boolean }) {
  const hands = useHands()
  const pause = pauseWorker(hands, worker)
  const entries = [pause, moveJobs(hands, worker), renameWorker(hands, worker), removeWorker(hands, worker)].map((action) => ({ ...action, text: action.verb ?? action.text, run: () => perform(action) }))
  return (
    <span className={styles.steering}>
      {!isShort && (
        <span data-when-wanted>
          <RowButton label={pause.text} disabledReason={pause.obstacle} onPress={() => perform(pause)}>
            {t(worker.pause ? 'workers.resume' : 'workers.pause')}
          </RowButton>
        </span>
      )}
      <MoreMenu label={t('workers.more_actions', { worker: worker.name })} entries={entries} />
    </span>
  )
}

/** What keeps whoever looks from changing anything. */
export const useReadOnly = (): string | undefined => useHands().readOnly

/** Says what was done, and has the list show it. */
export function useTold() {
  const client = useQueryClient()
  return async (text: string) => {
    await client.invalidateQueries({ queryKey: keys.workers })
    toast(text)
  }
}
