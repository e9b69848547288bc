import { useEffect } from 'react'
import { ActionButton } from '~/hands/ActionButton'
import type { Action } from '~/hands/registry'
import { Button } from '~/kit/Button'
import { t } from '~/messages/t'
import { announce } from '~/shell/announce'
import type { Picks } from './picked'
import styles from './PickedBar.module.css'

const words = { job_rerun: t('picked.rerun'), job_rerun_failed: t('picked.rerun_failed'), job_cancel: t('picked.cancel') } as Record<string, string>

type Props = { picks: Picks; total: number; shown: number; actions: Action[] }

/** How many are picked, all that match, and what can be done with them. It stands where the states stood, so that no row moves. */
export function PickedBar({ picks, total, shown, actions }: Props) {
  const { count, isAll } = picks
  useEffect(() => announce(t('picked.said', { count })), [count])
  const isMore = !isAll && total > count && count >= Math.min(shown, 2)
  return (
    <div className={styles.bar} role="group" aria-label={t('picked.bar')}>
      <strong>{isAll ? t('picked.all_count', { count }) : t('picked.count', { count })}</strong>
      {isMore && (
        <Button size="small" look="quiet" onPress={picks.pickAll}>
          {t('picked.all', { count: total })}
        </Button>
      )}
      <span className={styles.actions}>
        {actions.map((action) => (
          <ActionButton key={action.id} action={action} text={words[action.id] ?? action.text} />
        ))}
        <Button size="small" look="quiet" onPress={picks.drop}>
          {t('picked.drop')}
        </Button>
      </span>
    </div>
  )
}
