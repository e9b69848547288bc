import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { TaskFilter } from '~/api/array'
import { keepFilter } from '~/api/job-filter'
import { tasksQuery } from '~/api/queries'
import type { ArrayProgress, Job, TaskPage } from '~/api/schema'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { CommandLine } from '~/kit/Text'
import { VirtualTable } from '~/kit/VirtualTable'
import { t } from '~/messages/t'
import filters from '~/pages/jobs/Filters.module.css'
import { useFreshTasks } from './fresh'
import { HeatStrip } from './HeatStrip'
import { TaskBar } from './TaskBar'
import { columns } from './task-columns'
import styles from './Tasks.module.css'

const choices: { filter: TaskFilter | undefined; text: string }[] = [
  { filter: undefined, text: t('tasks.filter_all') },
  { filter: 'failed', text: t('tasks.filter_failed') },
  { filter: 'under_way', text: t('tasks.under_way') },
]

const keyOf = (task: Job): string => task.id
const nothing = () => {}

/** How far an array is, and the tasks of it that have begun. */
export function Tasks({ job, array }: { job: Job; array: ArrayProgress }) {
  const { tasks: filter } = useSearch({ from: '/jobs/$jobId' })
  const query = useInfiniteQuery(tasksQuery(job.id, filter))
  const { data, error, refetch } = query
  useFreshTasks(job)
  return (
    <div className={styles.tasks}>
      <TaskBar array={array} />
      <HeatStrip job={job} array={array} />
      <Filters filter={filter} />
      {error && (
        <div className={styles.notice}>
          <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />
        </div>
      )}
      {!data && !error && <Skeleton rows={6} columns={['40px', '80px', '20%', '30%']} />}
      {data && <List pages={data.pages} filter={filter} />}
      <footer className={styles.foot}>
        {query.hasNextPage && (
          <Button size="small" isBusy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('tasks.more')}
          </Button>
        )}
        <CommandLine command={t('tasks.command', { job: job.id })} />
      </footer>
    </div>
  )
}

function Filters({ filter }: { filter: TaskFilter | undefined }) {
  return (
    <nav className={filters.filters} aria-label={t('tasks.filters')}>
      {choices.map((choice) => (
        <Link
          key={choice.text}
          to="."
          search={(rest) => ({ ...rest, tasks: choice.filter })}
          className={filters.filter}
          activeProps={{ 'aria-current': undefined }}
          data-current={choice.filter === filter || undefined}
        >
          {choice.text}
        </Link>
      ))}
    </nav>
  )
}

function List({ pages, filter }: { pages: TaskPage[]; filter: TaskFilter | undefined }) {
  const navigate = useNavigate()
  const tasks = useMemo(() => pages.flatMap((page) => page.items), [pages])
  if (tasks.length === 0) return <NoTasks filter={filter} />
  return (
    <VirtualTable
      label={t('job.tab_tasks')}
      columns={columns}
      items={tasks}
      keyOf={keyOf}
      total={tasks.length}
      onEndNear={nothing}
      onOpen={(task) => void navigate({ to: '/jobs/$jobId', params: { jobId: task.id }, search: keepFilter })}
    />
  )
}

function NoTasks({ filter }: { filter: TaskFilter | undefined }) {
  if (!filter) return <EmptyState title={t('tasks.none')} body={t('tasks.none_body')} />
  const all = (
    <ButtonLink to="." search={(rest) => ({ ...rest, tasks: undefined })}>
      {t('tasks.show_all')}
    </ButtonLink>
  )
  return <EmptyState title={t(`tasks.none_${filter}`)} body={t('tasks.none_like_it')} action={all} />
}
