import { keepPreviousData, queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { isOver } from '~/api/can'
import { call } from '~/api/call'
import { explanationQuery, keys, readOnSight } from '~/api/queries'
import type { Attempt, Job, JobWait } from '~/api/schema'
import { useNow } from '~/format/now'
import { reasonOf } from '~/format/reason'
import { clockOn, clockWithMillis, exact, soFar, took } from '~/format/time'
import { attemptLook, attemptReason, jobLooks, jobWord } from '~/kit/looks'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Look, State } from '~/kit/State'
import { Prose } from '~/kit/Text'
import { asking } from '~/live/mending'
import { t } from '~/messages/t'
import { type Course, course, deeds, type Span, type Step } from './course'
import { type Bar, Drawing, type Lane } from './Drawing'
import styles from './Timeline.module.css'
import { forWhat, toldWaits } from './waited'

/** What people did with it. Who may not read the audit log sees the rest all the same. */
const deedsQuery = ({ id, state, hold, priority, is_cancel_requested: isAsked }: Job) =>
  queryOptions({
    // Whoever takes back what they did has the key of before, and what was done is more.
    ...readOnSight,
    queryKey: [...keys.audit, 'job', id, `${state} ${hold?.at ?? ''} ${priority ?? 0} ${isAsked}`],
    queryFn: ({ signal }) => call('get', '/v1/audit/events', { query: { target: id, limit: 100 }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: false,
  })

/** When a job was submitted, waited, was begun and ended: drawn, and told with exact times. */
export function Timeline({ job, query }: { job: Job; query: UseQueryResult<Attempt[]> }) {
  const { data: attempts, error, refetch } = query
  return (
    // What can be scrolled is reached by Tab.
    <div role="group" aria-label={t('job.tab_timeline')} tabIndex={0} className={styles.page}>
      {error && <ErrorPanel error={error} isStale={attempts !== undefined} onRetry={() => void refetch()} />}
      {!attempts && !error && <Skeleton rows={4} columns={['20%', '60%']} />}
      {attempts && (isOver(job.state) ? <Told job={job} attempts={attempts} now={0} /> : <Going job={job} attempts={attempts} />)}
    </div>
  )
}

type Props = { job: Job; attempts: Attempt[] }

/** Only what goes on needs a clock. */
const Going = (props: Props) => <Told {...props} now={useNow()} />

function Told({ job, attempts, now }: Props & { now: number }) {
  const { data: events } = useQuery(deedsQuery(job))
  const [pointed, setPointed] = useState<string>()
  const waited = useWaited(job)
  const all = course(job, attempts, events?.items ?? [], now, waited)
  return (
    <div className={styles.columns}>
      <Drawing lanes={lanesOf(all, now)} from={all.from} to={all.to} label={t('course.drawing', { job: job.id, count: attempts.length })} pointed={pointed} />
      <ol className={styles.steps} aria-label={t('course.steps')}>
        {all.steps.map((step) => (
          <li key={step.id} className={styles.step} onPointerEnter={() => setPointed(step.span)} onPointerLeave={() => setPointed(undefined)}>
            <time dateTime={step.at} title={exact(step.at)}>
              {clockOn(step.at, job.created_at, all.to)}
            </time>
            <Said job={job} step={step} now={now} />
          </li>
        ))}
      </ol>
    </div>
  )
}

const none: JobWait[] = []

/** The coordinator notes a cause some seconds after it has begun to hold, and nothing tells of that. */
const WAITED_EVERY_MS = 5000

/** What it waited for until now. */
function useWaited(job: Job): JobWait[] {
  const refetchInterval = asking(job.state === 'queued' && WAITED_EVERY_MS)
  return useQuery({ ...explanationQuery(job.id, `${job.state} ${job.reason ?? ''}`), refetchInterval }).data?.waited ?? none
}

function lanesOf({ waits, attempts }: Course, now: number): Lane[] {
  const waited: Lane = { id: 'waits', name: <span>{t('course.waits')}</span>, bars: waits.map((span) => bar(span, { tone: 'notice', glyph: 'ring' }, span.wait && plain(forWhat(span.wait)), now)) }
  const tried = attempts.map(({ attempt, spans }): Lane => {
    const { word: _, ...look } = attemptLook(attempt)
    const who = t('course.attempt_on', { number: attempt.number, worker: attempt.worker.name })
    return { id: String(attempt.number), name: <AttemptName attempt={attempt} />, bars: spans.map((span) => bar(span, look, who, now)) }
  })
  return [waited, ...tried]
}

/** Where there is no type of code, as in what a pointer is told. */
const plain = (text: string): string => text.replaceAll('`', '')

function AttemptName({ attempt: { number, worker } }: { attempt: Attempt }) {
  return (
    <>
      <b>{number}</b>
      <span title={worker.name}>{worker.name}</span>
    </>
  )
}

const kinds = { waits: t('course.waits'), starts: t('course.starts'), runs: t('course.runs') } satisfies Record<Span['kind'], string>

function bar({ id, kind, from, to }: Span, { tone }: Look, name: string | undefined, now: number): Bar {
  const [begin, end] = [new Date(from).toISOString(), to === undefined ? undefined : new Date(to).toISOString()]
  const times = end ? `${clockWithMillis(begin)} – ${clockWithMillis(end)}` : t('course.since', { at: clockWithMillis(begin) })
  return { id, kind, tone: kind === 'starts' ? 'busy' : tone, from, to, said: [name, kinds[kind], times, end ? took(begin, end) : soFar(begin, now)].filter(Boolean).join(' · ') }
}

type SaidProps = { job: Job; step: Step; now: number }

/** What a step was, in words. */
function Said({ job, step, now }: SaidProps) {
  switch (step.kind) {
    case 'submitted':
      return <What look={{ tone: 'muted', glyph: 'ring' }} detail={t('course.by', { who: job.created_by })}>{t('course.submitted')}</What>
    case 'deed':
      return <What look={{ tone: 'muted', glyph: 'dot' }} detail={[t('course.by', { who: step.by }), step.reason].filter(Boolean).join(': ')}>{t(words[step.deed])}</What>
    case 'leased':
      return <What look={{ tone: 'busy', glyph: 'ring' }} detail={[t('course.waited', { span: took(step.since, step.at) }), toldWaits(step.waited ?? none, now)].filter(Boolean).join(': ')}>{t('course.leased', { number: step.attempt.number, worker: step.attempt.worker.name })}</What>
    case 'began':
      return <What look={{ tone: 'busy', glyph: 'dot' }} detail={t('course.started_in', { span: took(step.since, step.at) })}>{t('course.began', { number: step.attempt.number })}</What>
    case 'ended':
      return <What look={attemptLook(step.attempt)} detail={[attemptReason(step.attempt), t('course.ran', { span: took(step.since, step.at) })].filter(Boolean).join(' · ')}>{t('course.ended', { number: step.attempt.number })}</What>
    case 'waits':
      return <What look={{ tone: 'notice', glyph: 'ring' }} detail={[t('course.for', { span: soFar(step.at, now) }), toldWaits(step.waited.filter(({ until }) => until), now), job.reason && reasonOf(job.reason)].filter(Boolean).join(' · ')}>{t('course.waits')}</What>
    case 'next':
      return <What look={{ tone: 'notice', glyph: 'ring' }} detail="">{t('course.next')}</What>
    case 'over':
      return <What look={jobLooks[job.state]} detail={t('course.in_all', { span: took(job.created_at, step.at) })}>{jobWord(job)}</What>
  }
}

const words = {
  'job.cancel': 'course.cancel',
  'job.hold': 'course.hold',
  'job.release': 'course.release',
  'job.priority': 'course.priority',
} as const satisfies Record<(typeof deeds)[number], string>

function What({ look: { tone, glyph }, detail, children }: { look: Look; detail: string; children: ReactNode }) {
  return (
    <span className={styles.what}>
      <State tone={tone} glyph={glyph}>
        {children}
      </State>
      {detail && (
        <span className={styles.detail}>
          <Prose text={detail} />
        </span>
      )}
    </span>
  )
}
