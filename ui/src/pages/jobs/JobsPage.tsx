import { useInfiniteQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { type JobFilter, keepFilter, readFilter, writeFilter } from '~/api/job-filter'
import { jobsQuery } from '~/api/queries'
import type { Job } from '~/api/schema'
import { ActionButton } from '~/hands/ActionButton'
import { useHands } from '~/hands/hands'
import { useIsHeld } from '~/hands/held'
import { jobActions } from '~/hands/jobs'
import { manyJobActions } from '~/hands/many-jobs'
import { RunJobButton } from '~/hands/openers'
import { type Action, useOffer } from '~/hands/registry'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { useStore } from '~/store'
import { CancelMatching } from './CancelMatching'
import { ExportButton } from './ExportButton'
import { Filters } from './Filters'
import { JobList } from './JobList'
import styles from './JobsPage.module.css'
import { PickedBar } from './PickedBar'
import { type Picks, usePicks } from './picked'
import { PauseButton, Paused, useQueueAction } from './Queue'
import { QueryBox } from './QueryBox'
import { saveViewAction, Views } from './Views'
import { sameQuery, views } from './views'

/** The list, and beside it the job that is open. */
export default function JobsPage() {
  const { state, label, worker, older, newer, batch, schedule, search } = useSearch({ from: '/jobs' })
  const filter = useMemo(
    () => readFilter({ state, label, worker, older, newer, batch, schedule, search }),
    [state, label, worker, older, newer, batch, schedule, search],
  )
  const opened = useParams({ strict: false }).jobId
  const { data } = useInfiniteQuery(jobsQuery(filter))
  const total = data?.pages[0]?.total
  const jobs = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const picks = usePicks(filter, jobs, total ?? 0)
  const [row, setRow] = useState<Job>()
  const many = useOffers({ filter, jobs, picks, row, opened })
  const saved = useStore(views)
  const save = saveViewAction(filter, saved)
  const navigate = useNavigate()
  const show = (next: JobFilter) => void navigate({ to: '.', search: ({ tab, attempt }) => ({ ...writeFilter(next), tab, attempt }), replace: true })
  return (
    <>
      <PageHeader title={t('jobs.title')} query={<QueryBox filter={filter} total={total} onChange={show} />}>
        <PauseButton />
        <RunJobButton />
      </PageHeader>
      <div className={styles.split} data-open={opened !== undefined || undefined}>
        <section className={styles.list} aria-label={t('jobs.title')}>
          <Paused />
          <div className={styles.bar}>
            <div className={styles.choices} data-covered={picks.count > 0 || undefined}>
              <Filters filter={filter} isView={saved.some(({ query }) => sameQuery(query, writeFilter(filter)))} />
              <Views filter={filter} />
              {opened === undefined && (
                <div className={styles.actions}>
                  {!save.obstacle && <ActionButton action={save} text={t('views.save')} />}
                  <CancelMatching filter={filter} found={total} />
                  {total !== undefined && total > 0 && <ExportButton filter={filter} total={total} />}
                </div>
              )}
            </div>
            {picks.count > 0 && <PickedBar picks={picks} total={total ?? 0} shown={jobs.length} actions={many} />}
          </div>
          <JobList filter={filter} opened={opened} picks={picks} onRow={setRow} />
        </section>
        <Outlet />
      </div>
    </>
  )
}

type InHand = { filter: JobFilter; jobs: Job[]; picks: Picks; row: Job | undefined; opened: string | undefined }

/** What the keys and the palette can do here: with what is picked, or with the row where the keys are. */
function useOffers({ filter, jobs, picks, row, opened }: InHand): Action[] {
  const hands = useHands()
  const navigate = useNavigate()
  const queue = useQueueAction()
  const saved = useStore(views)
  const { picked, drop } = picks
  const many = useMemo(() => (picked ? manyJobActions(hands, picked, drop) : []), [hands, picked, drop])
  // The job that is open offers what can be done with it by itself.
  const current = jobs.find(({ id }) => id === (row?.id ?? opened))
  const isAsked = useIsHeld(current?.id ?? '')
  // oxlint-disable-next-line react/exhaustive-deps
  const one = useMemo(() => (current && !picked && current.id !== opened ? jobActions(hands, current) : []), [hands, current, picked, opened, isAsked])
  const list = useMemo<Action[]>(() => {
    const back = picks.count > 0 ? drop : opened ? () => void navigate({ to: '/jobs', search: keepFilter }) : undefined
    return [
      ...(current ? [{ id: 'list_select' as const, text: t('action.list_select'), run: () => picks.pick(current, false) }] : []),
      ...(current ? [{ id: 'list_extend' as const, text: t('action.list_extend'), run: () => picks.pick(current, true) }] : []),
      ...(jobs.length > 0 ? [{ id: 'list_all' as const, text: t('action.list_all'), run: picks.pickShown }] : []),
      ...(back ? [{ id: 'list_back' as const, text: t('action.list_back'), run: back }] : []),
      saveViewAction(filter, saved),
      ...(queue ? [queue] : []),
    ]
  }, [current, jobs.length, picks, drop, opened, navigate, filter, saved, queue])
  useOffer(list)
  useOffer(one)
  useOffer(many)
  return many
}
