// The buttons of a worker's row.

import { useQueryClient } from '@tanstack/react-query'
import { keys } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { ActionButton } from '~/hands/ActionButton'
import { useHands } from '~/hands/hands'
import { pauseWorker, removeWorker, renameWorker } from '~/hands/workers'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import styles from './WorkersPage.module.css'

export function Steering({ worker }: { worker: Worker }) {
  const hands = useHands()
  return (
    <span className={styles.steering}>
      <ActionButton action={pauseWorker(hands, worker)} text={t(worker.pause ? 'workers.resume' : 'workers.pause')} isNamedInFull />
      <ActionButton action={renameWorker(hands, worker)} text={t('workers.rename')} isNamedInFull />
      <ActionButton action={{ ...removeWorker(hands, worker), isDangerous: false }} text={t('workers.remove')} isNamedInFull />
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
