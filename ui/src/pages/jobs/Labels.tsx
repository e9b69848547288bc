import { Link } from '@tanstack/react-router'
import { labelsOf } from '~/api/job-filter'
import type { Job } from '~/api/schema'
import styles from './Labels.module.css'

/** A row of a list has room for some. */
const FEW = 3

export function LabelChips({ job }: { job: Job }) {
  const labels = labelsOf(job)
  return (
    <>
      {labels.slice(0, FEW).map((label) => (
        <span key={label} className={styles.chip}>
          {label}
        </span>
      ))}
      {labels.length > FEW && <span className={styles.chip}>{`+${labels.length - FEW}`}</span>}
    </>
  )
}

/** Each leads to the jobs that have it too. */
export function LabelLinks({ job }: { job: Job }) {
  return (
    <span className={styles.links}>
      {labelsOf(job).map((label) => (
        <Link key={label} to="/jobs" search={{ label }} className={styles.chip}>
          {label}
        </Link>
      ))}
    </span>
  )
}
