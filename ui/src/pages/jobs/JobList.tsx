import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { arrayOf } from '~/api/array'
import { type JobFilter, keepFilter, writeFilter } from '~/api/job-filter'
import { showFilter } from '~/api/job-query'
import { jobsQuery } from '~/api/queries'
import type { Job } from '~/api/schema'
import { listCommand } from '~/hands/command'
import { RunJobButton } from '~/hands/openers'
import { ButtonLink } from '~/kit/ButtonLink'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Picking, VirtualTable } from '~/kit/VirtualTable'
import { t } from '~/messages/t'
import { fewColumns, manyColumns } from './columns'
import styles from './JobList.module.css'
import type { Picks } from './picked'

const keyOf = (job: Job): string => job.id

type Props = { filter: JobFilter; opened: string | undefined; picks: Picks; onRow: (job: Job | undefined) => void }

export function JobList({ filter, opened, picks, onRow }: Props) {
  const query = useInfiniteQuery(jobsQuery(filter))
  const { data, error, refetch, fetchNextPage, isFetchingNextPage, isFetchNextPageError, hasNextPage } = query
  const navigate = useNavigate()
  const isWide = useIsWide()
  const jobs = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])

  const picking = useMemo<Picking<Job>>(
    () => ({
      isPicked: picks.has,
      onPick: picks.pick,
      label: (job) => t('picked.row', { job: job.id }),
      head: <PickShown picks={picks} count={jobs.length} />,
    }),
    [picks, jobs.length],
  )

  if (!data) {
    if (error) return <div className={styles.notice}><ErrorPanel error={error} onRetry={() => void refetch()} /></div>
    return <Skeleton rows={12} columns={['90px', '70px', '40%', '100px']} />
  }
  const total = data.pages[0]?.total ?? 0
  return (
    <div className={styles.list}>
      {error && (
        <div className={styles.notice}>
          <ErrorPanel error={error} isStale onRetry={() => void (isFetchNextPageError ? fetchNextPage() : refetch())} />
        </div>
      )}
      {total === 0 ? (
        <NoJobs filter={filter} />
      ) : (
        <VirtualTable
          label={t('jobs.title')}
          columns={isWide && opened === undefined ? manyColumns : fewColumns}
          items={jobs}
          keyOf={keyOf}
          total={hasNextPage ? total : jobs.length}
          onEndNear={more}
          picking={picking}
          onRow={onRow}
          // A task stands in the list as its array.
          selected={opened && (arrayOf(opened) ?? opened)}
          onOpen={(job) => void navigate({ to: '/jobs/$jobId', params: { jobId: job.id }, search: keepFilter })}
        />
      )}
    </div>
  )
}

/** All that were read; the rest is offered once these are picked. */
function PickShown({ picks, count }: { picks: Picks; count: number }) {
  const isWhole = picks.isAll || (picks.count >= count && count > 0)
  const mark = (box: HTMLInputElement | null) => {
    if (box) box.indeterminate = picks.count > 0 && !isWhole
  }
  return <input ref={mark} type="checkbox" aria-label={t('picked.shown')} checked={isWhole} onChange={isWhole ? picks.drop : picks.pickShown} />
}

function NoJobs({ filter }: { filter: JobFilter }) {
  const query = showFilter(filter)
  if (query) {
    return (
      <EmptyState
        title={t('jobs.no_match')}
        body={t('jobs.no_match_body', { query })}
        action={
          <ButtonLink to="." search={({ tab, attempt }) => ({ tab, attempt })}>
            {t('jobs.show_all')}
          </ButtonLink>
        }
        command={listCommand(writeFilter(filter))}
      />
    )
  }
  return (
    <EmptyState
      title={t('jobs.empty')}
      body={t('jobs.empty_body')}
      action={<RunJobButton />}
      command={t('run.command_line', { command: 'echo hello' })}
    />
  )
}

/** The job's id, as the link that opens it; the filter stays. */
export function JobLink({ id, isReachable }: { id: string; isReachable: boolean }) {
  return (
    <Link
      to="/jobs/$jobId"
      params={{ jobId: id }}
      search={keepFilter}
      className={styles.id}
      tabIndex={isReachable ? 0 : -1}
    >
      {id}
    </Link>
  )
}
