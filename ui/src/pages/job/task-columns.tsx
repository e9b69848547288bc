// The columns of the list of an array's tasks.

import { Link } from '@tanstack/react-router'
import { keepFilter } from '~/api/job-filter'
import type { Job } from '~/api/schema'
import type { Column } from '~/kit/Table'
import { Said } from '~/kit/Text'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { Took } from '~/pages/jobs/columns'
import { JobStanding } from './JobStanding'
import styles from './Tasks.module.css'

export const columns: Column<Job>[] = [
  { id: 'task', title: t('tasks.task'), width: '64px', cell: (task, isReachable) => <TaskLink task={task} isReachable={isReachable} /> },
  { id: 'state', title: t('tasks.state'), width: '120px', cell: (task) => <JobStanding job={task} /> },
  { id: 'worker', title: t('tasks.worker'), width: 'minmax(72px, 0.5fr)', cell: (task) => task.worker?.name },
  { id: 'took', title: t('tasks.took'), width: '64px', isNumber: true, cell: (task) => <Took job={task} /> },
  { id: 'exit', title: t('tasks.exit'), width: '56px', isNumber: true, cell: (task) => task.exit_code },
  { id: 'why', title: t('tasks.why'), width: 'minmax(120px, 1fr)', cell: (task) => <Why task={task} /> },
]

function TaskLink({ task, isReachable }: { task: Job; isReachable: boolean }) {
  return (
    <Link
      to="/jobs/$jobId"
      params={{ jobId: task.id }}
      search={keepFilter}
      className={styles.task}
      tabIndex={isReachable ? 0 : -1}
      aria-label={task.id}
    >
      {task.task}
    </Link>
  )
}

function Why({ task }: { task: Job }) {
  // The exit code has a column of its own.
  if (!task.reason || task.state === 'succeeded' || task.reason === `exit code ${task.exit_code}`) return null
  return (
    <span className={styles.why} title={saidPlainly(task.reason)}>
      <Said text={task.reason} />
    </span>
  )
}
