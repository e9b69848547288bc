import { Link } from '@tanstack/react-router'
import type { JobFilter } from '~/api/job-filter'
import type { JobState } from '~/api/schema'
import { t } from '~/messages/t'
import styles from './Filters.module.css'

const groups: { text: string; states: JobState[] }[] = [
  { text: t('jobs.filter_all'), states: [] },
  { text: t('jobs.filter_waiting'), states: ['blocked', 'queued', 'retry_wait'] },
  { text: t('jobs.filter_running'), states: ['leased', 'running'] },
  { text: t('jobs.filter_succeeded'), states: ['succeeded'] },
  { text: t('jobs.filter_failed'), states: ['failed', 'timed_out', 'quarantined'] },
  { text: t('jobs.filter_cancelled'), states: ['cancelled'] },
]

/** The views that are asked for most; each is an address. A view of somebody's own is marked in their place. */
export function Filters({ filter, isView }: { filter: JobFilter; isView: boolean }) {
  const now = (filter.state ?? []).toSorted().join()
  return (
    <nav className={styles.filters} aria-label={t('jobs.filters')}>
      {groups.map(({ text, states }) => (
        <Link
          key={text}
          to="."
          search={(rest) => ({ ...rest, state: states.join(',') || undefined })}
          className={styles.filter}
          // The router marks a link that leads to where one is; here the states alone decide.
          activeProps={{ 'aria-current': undefined }}
          data-current={(!isView && states.toSorted().join() === now) || undefined}
        >
          {text}
        </Link>
      ))}
    </nav>
  )
}
