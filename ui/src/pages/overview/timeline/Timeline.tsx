import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ChangeEvent, type PointerEvent, useEffect, useMemo, useState } from 'react'
import { fleetPastQuery } from '~/api/past-queries'
import { allOperationsQuery, environmentsQuery, jobsQuery, workersQuery } from '~/api/queries'
import type { Job } from '~/api/schema'
import { clock, spanOfSeconds } from '~/format/time'
import { useNow } from '~/format/now'
import { Segments } from '~/kit/Field'
import { jobLooks } from '~/kit/looks'
import { useIsLarge } from '~/kit/media'
import { StateGlyph } from '~/kit/State'
import { usePaced } from '~/live/usePaced'
import { t } from '~/messages/t'
import { machineOf, useMachines } from '~/pages/workers/standing'
import card from '../OverviewPage.module.css'
import { HOUR_MS, type Span } from '../spans'
import { Area, Failures, Lanes, Ticks } from './Drawing'
import { clusters, environmentLane, failures, kindAt, type Lane, runningAt, runningNow, workerLane } from './facts'
import styles from './Timeline.module.css'

const MINUTE_MS = 60_000
/** Further back it would be read page after page only to be drawn in a pixel. */
const MOST_JOBS = 2000
const MOST_LANES = 6
const MOST_LANES_ON_LARGE = 14
/** Crosses nearer to each other than this part of the window cover one another. */
const APART = 0.014
/** How fine the hand moves. */
const STEPS = 240
/** Time passes by itself this often; more would only be a pixel's part. */
const EVERY_MS = 10_000
/** Half of what is read would be half of the truth. */
const nothing: Job[] = []
/** A busy fleet changes many times in a second. */
const SOONEST_MS = 1000

/** In minutes. */
const windows = ['15', '60', '360', '1440'] as const
type Minutes = (typeof windows)[number]
const USUAL: Minutes = '360'

/** The last hours: what ran, what failed, and how workers and environments were. A hand goes to any moment of them. */
export function Timeline() {
  const [chosen, choose] = useState<Minutes>()
  // To the end of this step: what has just ended is within it.
  const to = useNow(EVERY_MS) + EVERY_MS
  const fitting = useFitting(to)
  const minutes = chosen ?? fitting
  const window = useMemo(() => ({ from: to - Number(minutes) * MINUTE_MS, to }), [to, minutes])
  const { jobs: told, isRead, isCut } = useJobsSince(window.from)
  const jobs = usePaced(isRead ? told : nothing, SOONEST_MS)
  const { lanes, moreWorkers, moreEnvironments } = useLanes(jobs, window)
  const [hand, setHand] = useState<number>()
  const at = hand === undefined ? to : window.from + (hand / STEPS) * (window.to - window.from)
  const then = useMemo(() => (hand === undefined ? runningNow(jobs) : runningAt(jobs, at, to)), [jobs, at, hand, to])
  const failed = useMemo(() => failures(jobs, window), [jobs, window])
  const crosses = useMemo(() => clusters(failed, window, APART), [failed, window])
  return (
    <section className={`${card.card} ${styles.frame}`} aria-label={t('timeline.title')}>
      <div className={styles.head}>
        <h2>{t('timeline.last', { span: spanOfSeconds(Number(minutes) * 60) })}</h2>
        <Segments label={t('timeline.window')} choices={windows.map((id) => ({ id, label: spanOfSeconds(Number(id) * 60) }))} value={minutes} onChange={choose} />
        <p role="status" className={styles.said}>
          {isRead && said(hand === undefined ? undefined : at, then.length, lanes, failed.length)}
        </p>
      </div>
      <div className={styles.plot} dir="ltr" onPointerMove={(event) => setHand(handAt(event))} onPointerLeave={() => setHand(undefined)}>
        <Area jobs={jobs} window={window} />
        <Failures clusters={crosses} window={window} />
        <Lanes lanes={lanes} window={window} />
        <input
          type="range"
          className={styles.hand}
          aria-label={t('timeline.hand')}
          aria-valuetext={said(at, then.length, lanes, failed.length)}
          min={0}
          max={STEPS}
          value={hand ?? STEPS}
          onChange={(event: ChangeEvent<HTMLInputElement>) => setHand(Number(event.target.value))}
          onBlur={() => setHand(undefined)}
        />
        {hand !== undefined && <i className={styles.line} style={{ left: `${(hand / STEPS) * 100}%` }} />}
      </div>
      <Ticks window={window} />
      <More workers={moreWorkers} environments={moreEnvironments} />
      <Then jobs={then} at={hand === undefined ? undefined : at} isRead={isRead} isCut={isCut} />
    </section>
  )
}

/** What has no lane has a page. */
function More({ workers, environments }: { workers: number; environments: number }) {
  if (workers <= 0 && environments <= 0) return null
  return (
    <p className={styles.more}>
      {workers > 0 && <Link to="/workers">{t('timeline.more_workers', { count: workers })}</Link>}
      {environments > 0 && <Link to="/environments">{t('timeline.more_environments', { count: environments })}</Link>}
    </p>
  )
}

function handAt({ currentTarget, clientX }: PointerEvent<HTMLElement>): number {
  const { left: start, width } = currentTarget.getBoundingClientRect()
  return Math.round(Math.min(Math.max((clientX - start) / width, 0), 1) * STEPS)
}

function said(at: number | undefined, running: number, lanes: Lane[], failed: number): string {
  if (at === undefined) return t('timeline.now', { running, failed })
  const asleep = lanes.filter((lane) => kindAt(lane, at) === 'asleep').length
  const parts = [t('timeline.running', { count: running }), asleep > 0 && t('timeline.asleep', { count: asleep })]
  return `${clock(at)} · ${parts.filter(Boolean).join(', ')}`
}

/** A fleet that is new has no hours behind it yet: the shortest window that holds all of its jobs. */
function useFitting(now: number): Minutes {
  const { data, hasNextPage } = useInfiniteQuery(jobsQuery({}))
  const oldest = data?.pages.at(-1)?.items.at(-1)
  if (!oldest || hasNextPage) return USUAL
  const age = now - Date.parse(oldest.created_at)
  return windows.find((one) => age <= Number(one) * MINUTE_MS && Number(one) <= Number(USUAL)) ?? USUAL
}

/** The live list of all jobs, read as far back as is looked at. */
function useJobsSince(from: number): { jobs: Job[]; isRead: boolean; isCut: boolean } {
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = useInfiniteQuery(jobsQuery({}))
  const open = useInfiniteQuery(jobsQuery({ state: ['leased', 'running'] })).data
  const jobs = useMemo(() => {
    const all = [...(open?.pages ?? []), ...(data?.pages ?? [])].flatMap((page) => page.items)
    return [...new Map(all.map((job) => [job.id, job])).values()]
  }, [data, open])
  const last = data?.pages.at(-1)?.items.at(-1)
  const isEnough = !last || Date.parse(last.created_at) < from
  const isCut = !isEnough && hasNextPage && jobs.length >= MOST_JOBS
  useEffect(() => {
    if (!isEnough && hasNextPage && !isFetchingNextPage && !isFetchNextPageError && !isCut) void fetchNextPage()
  }, [isEnough, hasNextPage, isFetchingNextPage, isFetchNextPageError, isCut, fetchNextPage])
  return { jobs, isRead: data !== undefined && open !== undefined, isCut }
}

type Lanes = { lanes: Lane[]; moreWorkers: number; moreEnvironments: number }

function useLanes(jobs: Job[], window: Span): Lanes {
  const most = useIsLarge() ? MOST_LANES_ON_LARGE : MOST_LANES
  const workers = useQuery(workersQuery).data
  const machines = useMachines(workers?.items)
  const environments = useQuery({ ...environmentsQuery, refetchInterval: MINUTE_MS, retry: false }).data?.items
  const hasCloud = (environments?.length ?? 0) > 0 || (workers?.items.some(({ destination }) => destination === 'cloud') ?? false)
  const operations = useQuery({ ...allOperationsQuery, enabled: hasCloud }).data?.items
  const shown = useMemo(() => (workers?.items ?? []).slice(0, most), [workers, most])
  // By whole hours, so that it is no other question with every second.
  const past = useQuery(fleetPastQuery(shown, Math.floor(window.from / HOUR_MS) * HOUR_MS)).data
  return useMemo(
    () => ({
      lanes: [
        ...shown.map((worker) => workerLane(worker, jobs, window, machineOf(worker, machines), operations, past?.get(worker.id))),
        ...(environments ?? []).slice(0, most).map((environment) => environmentLane(environment, operations ?? [], window)),
      ],
      moreWorkers: (workers?.total ?? 0) - most,
      moreEnvironments: (environments?.length ?? 0) - most,
    }),
    [shown, workers, machines, environments, operations, past, jobs, window, most],
  )
}

const MOST_THEN = 4

/** What ran at that moment, each with its page. */
function Then({ jobs, at, isRead, isCut }: { jobs: Job[]; at: number | undefined; isRead: boolean; isCut: boolean }) {
  const more = jobs.length - MOST_THEN
  return (
    <p className={styles.then}>
      {isCut && <span>{t('timeline.cut', { count: MOST_JOBS })}</span>}
      {isRead && jobs.length === 0 && (at === undefined ? t('timeline.nothing') : t('timeline.nothing_then', { at: clock(at) }))}
      {jobs.slice(0, MOST_THEN).map((job) => (
        <Link key={job.id} to="/jobs/$jobId" params={{ jobId: job.id }} className={styles.job}>
          <StateGlyph {...jobLooks[job.state]} />
          <code>{job.id}</code>
          <span>{job.name ?? job.command}</span>
        </Link>
      ))}
      {more > 0 && <span>{t('timeline.more', { count: more })}</span>}
    </p>
  )
}
