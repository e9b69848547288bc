import type { ReactNode } from 'react'
import { ErrorPanel } from '~/kit/Panel'
import styles from './NotKept.module.css'
import { ChangedMeanwhile } from './rules'

/** Why rules were not kept; if others are in their place, with those. */
export function NotKept({ error, children }: { error: Error; children: ReactNode }) {
  if (!(error instanceof ChangedMeanwhile)) return <ErrorPanel error={error} />
  return (
    <div role="alert" className={styles.changed}>
      <p>{error.message}</p>
      {children}
    </div>
  )
}
