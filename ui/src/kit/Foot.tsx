import type { ReactNode } from 'react'
import styles from './Foot.module.css'

/** What a page of a list ends with: the command that does the same, what is further on, where else to look. */
export function Foot({ children }: { children: ReactNode }) {
  return <footer className={styles.foot}>{children}</footer>
}
