import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import { arrayOf } from '~/api/array'
import { keepFilter } from '~/api/job-filter'
import { Refused } from '~/api/call'
import { isOver } from '~/api/can'
import { attemptsQuery, jobQuery, keys, needsQuery } from '~/api/queries'
import type { ArrayProgress, Job } from '~/api/schema'
import { useHands } from '~/hands/hands'
import { useIsHeld } from '~/hands/held'
import { jobActions } from '~/hands/jobs'
import { useOffer } from '~/hands/registry'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Tabs } from '~/kit/Tabs'
import { asking } from '~/live/mending'
import { t } from '~/messages/t'
import type { JobTab } from '~/router'
import { Artefacts } from './Artefacts'
import { Attempts } from './Attempts'
import { Details } from './Details'
import { useFresh } from './fresh'
import { JobGraph } from './graph/Graph'
import { JobHeader } from './JobHeader'
import styles from './JobPage.module.css'
import { Log } from './Log'
import { MergedLogs } from './MergedLogs'
import { Needs } from './Needs'
import { Tasks } from './Tasks'
import { ArrayTimeline } from './timeline/ArrayTimeline'
import { Timeline } from './timeline/Timeline'
import { WhyItWaits } from './WhyItWaits'

export default function JobPage() {
  const { jobId } = useParams({ from: '/jobs/$jobId' })
  return <JobDetail key={jobId} id={jobId} />
}

function JobDetail({ id }: { id: string }) {
  const { data: job, error, refetch } = useQuery(jobQuery(id))
  const isUnknown = error !== null && isNotThere(error)
  return (
    <article className={styles.detail} aria-label={t('job.label', { job: id })}>
      {error && !isUnknown && (
        <div className={styles.notice}>
          <ErrorPanel error={error} isStale={job !== undefined} onRetry={() => void refetch()} />
        </div>
      )}
      {job && !isUnknown && <Content job={job} />}
      {isUnknown && <Unknown id={id} wasThere={job !== undefined} />}
      {!job && !error && <Skeleton rows={3} columns={['30%', '50%']} />}
    </article>
  )
}

const isNotThere = (error: Error): boolean => error instanceof Refused && ['job_not_found', 'bad_id'].includes(error.problem.error)

function Unknown({ id, wasThere }: { id: string; wasThere: boolean }) {
  const action = (
    <ButtonLink to="/jobs" search={keepFilter}>
      {t('job.back')}
    </ButtonLink>
  )
  if (wasThere) return <EmptyState title={t('job.removed', { job: id })} body={t('job.removed_body')} action={action} />
  return <EmptyState title={t('job.unknown', { job: id })} body={t('job.unknown_body')} action={action} />
}

const IS_THERE_EVERY_MS = 10_000

/** Nothing tells that a job was removed, as happens to those that are over. */
const useIsStillThere = ({ id, state }: Job) => void useQuery({ ...jobQuery(id), enabled: isOver(state), refetchInterval: asking(IS_THERE_EVERY_MS) })

function Content({ job }: { job: Job }) {
  useIsStillThere(job)
  const hands = useHands()
  const isAsked = useIsHeld(job.id)
  // Whether it can be cancelled hangs on whether that was asked for.
  // oxlint-disable-next-line react/exhaustive-deps
  useOffer(useMemo(() => jobActions(hands, job), [hands, job, isAsked]))
  return (
    <>
      <JobHeader job={job} />
      {job.state === 'queued' && <WhyItWaits job={job} />}
      {!job.task && <Needs job={job} />}
      {job.array ? <ArrayTabs job={job} array={job.array} /> : <JobTabs job={job} />}
    </>
  )
}

/** The first tab needs no word in the address. */
function useShow(first: JobTab) {
  const navigate = useNavigate()
  return (next: JobTab) => void navigate({ to: '.', search: (rest) => ({ ...rest, tab: next === first ? undefined : next }), replace: true })
}

/** An array has no log and no attempts of its own; its tasks have, and their logs are read as one. */
function ArrayTabs({ job, array }: { job: Job; array: ArrayProgress }) {
  const { tab } = useSearch({ from: '/jobs/$jobId' })
  const graphTab = useGraphTab(job)
  const [toolsSlot, setToolsSlot] = useState<HTMLElement | null>(null)
  const others: (JobTab | undefined)[] = ['log', 'timeline', 'details', ...(graphTab.length > 0 ? (['graph'] as const) : [])]
  return (
    <Tabs<JobTab>
      label={t('job.tabs')}
      value={tab && others.includes(tab) ? tab : 'tasks'}
      aside={<div ref={setToolsSlot} />}
      onChange={useShow('tasks')}
      tabs={[
        { id: 'tasks', label: t('job.tab_tasks'), count: array.tasks, content: <Tasks job={job} array={array} /> },
        { id: 'log', label: t('job.tab_log'), content: <MergedLogs job={job} toolsSlot={toolsSlot} /> },
        { id: 'timeline', label: t('job.tab_timeline'), content: <ArrayTimeline job={job} array={array} /> },
        ...graphTab,
        { id: 'details', label: t('job.tab_details'), content: <Details job={job} /> },
      ]}
    />
  )
}

function JobTabs({ job }: { job: Job }) {
  const { tab = 'log', attempt: pinned } = useSearch({ from: '/jobs/$jobId' })
  const attempts = useQuery(attemptsQuery(job.id))
  useFreshTask(job)
  const graphTab = useGraphTab(job)
  const isThere = tab === 'artefacts' ? asksForArtefacts(job) : tab !== 'graph' || graphTab.length > 0
  // The log's search stands beside the tabs, so that no line of the log is lost to it.
  const [toolsSlot, setToolsSlot] = useState<HTMLElement | null>(null)
  return (
    <Tabs
      label={t('job.tabs')}
      value={isThere ? tab : 'log'}
      onChange={useShow('log')}
      aside={<div ref={setToolsSlot} />}
      tabs={[
        { id: 'log', label: t('job.tab_log'), content: <Log job={job} pinned={pinned} toolsSlot={toolsSlot} /> },
        { id: 'timeline', label: t('job.tab_timeline'), content: <Timeline job={job} query={attempts} /> },
        { id: 'attempts', label: t('job.tab_attempts'), count: attempts.data?.length, content: <Attempts query={attempts} /> },
        ...(asksForArtefacts(job)
          ? [{ id: 'artefacts' as const, label: t('job.tab_artefacts'), content: <Artefacts job={job} attempts={attempts.data ?? []} /> }]
          : []),
        ...graphTab,
        { id: 'details', label: t('job.tab_details'), content: <Details job={job} /> },
      ]}
    />
  )
}

/** Most jobs stand alone. */
function useGraphTab(job: Job) {
  const { data } = useQuery({ ...needsQuery(job), enabled: !job.task })
  const isLinked = data && data.needs.length + data.needed_by.length > 0
  return isLinked ? [{ id: 'graph' as const, label: t('job.tab_graph'), content: <JobGraph job={job} /> }] : []
}

const asksForArtefacts = (job: Job): boolean => (job.artefacts ?? []).length > 0

/** The stream tells of a task only to those who follow its log, so its page also looks when its array has changed. */
function useFreshTask(task: Job): void {
  const array = arrayOf(task.id)
  const { data } = useQuery({ ...jobQuery(array ?? ''), enabled: array !== undefined && !isOver(task.state) })
  useFresh(isOver(task.state) ? undefined : data, [keys.job(task.id), keys.attempts(task.id), keys.artefacts(task.id)])
  useItsEnd(task)
}

/** All of a task is read at once, so that it may have ended after its attempts and files were read: they are read once more. */
function useItsEnd(task: Job): void {
  const client = useQueryClient()
  // The stream tells of all others.
  const isDone = arrayOf(task.id) !== undefined && isOver(task.state)
  const wasDone = useRef(isDone)
  useEffect(() => {
    if (isDone && !wasDone.current) for (const queryKey of [keys.attempts(task.id), keys.artefacts(task.id)]) void client.invalidateQueries({ queryKey })
    wasDone.current = isDone
  }, [isDone, task.id, client])
}
