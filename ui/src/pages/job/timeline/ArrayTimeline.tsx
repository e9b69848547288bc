import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { isOver } from '~/api/can'
import { keepFilter } from '~/api/job-filter'
import type { ArrayProgress, Job } from '~/api/schema'
import { useNow } from '~/format/now'
import { clockWithMillis, exact, soFar, took } from '~/format/time'
import { jobLooks, jobWord } from '~/kit/looks'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { t } from '~/messages/t'
import { toldProgress } from '~/pages/jobs/progress'
import { Fact, When } from '../Details'
import { everyTaskQuery, MOST_TASKS } from '../every-task'
import { useFreshTasks } from '../fresh'
import { packed } from './course'
import { Drawing, type Lane } from './Drawing'
import styles from './Timeline.module.css'

type Props = { job: Job; array: ArrayProgress }

/** Of an array a summary: what ran where and when, and how long tasks take. */
export function ArrayTimeline({ job, array }: Props) {
  const { data, error, refetch } = useQuery({ ...everyTaskQuery(job.id), enabled: array.tasks <= MOST_TASKS })
  useFreshTasks(job)
  return (
    // What can be scrolled is reached by Tab.
    <div role="group" aria-label={t('job.tab_timeline')} tabIndex={0} className={styles.page}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && array.tasks <= MOST_TASKS && <Skeleton rows={4} columns={['20%', '60%']} />}
      {array.tasks > MOST_TASKS && <p className={styles.note}>{t('course.too_many', { count: MOST_TASKS })}</p>}
      {data && data.some(({ started_at: at }) => at) && <Tasks job={job} tasks={data} />}
      <Summary job={job} array={array} tasks={data ?? []} />
    </div>
  )
}

function Tasks({ job, tasks }: { job: Job; tasks: Job[] }) {
  const now = useNow()
  const spans = tasks.flatMap((task) => (task.started_at ? { task, from: Date.parse(task.started_at), to: task.finished_at ? Date.parse(task.finished_at) : now } : []))
  const workers = new Map<string, typeof spans>()
  for (const span of spans) workers.set(workerOf(span.task), [...(workers.get(workerOf(span.task)) ?? []), span])
  const lanes = [...workers].flatMap(([worker, mine]) =>
    packed(mine).map((row, index): Lane => ({
      id: `${worker} ${index}`,
      name: index === 0 && <span title={worker}>{worker}</span>,
      isMore: index > 0,
      bars: row.map(({ task, from, to }) => ({
        id: task.id,
        kind: 'runs',
        tone: jobLooks[task.state].tone,
        from,
        to: task.finished_at ? to : undefined,
        said: toldTask(task, now),
      })),
    })),
  )
  const from = Date.parse(job.created_at)
  const to = Math.max(from + 1, ...spans.map((span) => span.to))
  return <Drawing lanes={lanes} from={from} to={to} label={t('course.array_drawing', { job: job.id, count: workers.size })} isThin />
}

const workerOf = (task: Job): string => task.worker?.name ?? ''

function toldTask(task: Job, now: number): string {
  const { started_at: from, finished_at: to } = task
  if (!from) return ''
  const times = to ? `${clockWithMillis(from)} – ${clockWithMillis(to)} · ${took(from, to)}` : `${t('course.since', { at: clockWithMillis(from) })} · ${soFar(from, now)}`
  return [t('heat.task', { task: String(task.task) }), jobWord(task), times].join(' · ')
}

function Summary({ job, array, tasks }: Props & { tasks: Job[] }) {
  const over = tasks.filter((task) => task.started_at && task.finished_at).toSorted((a, b) => length(a) - length(b))
  const [shortest, middle, longest] = [over[0], over[Math.floor(over.length / 2)], over.at(-1)]
  return (
    <dl className={styles.facts}>
      <Fact name={t('course.submitted')}>
        <When at={job.created_at} />
      </Fact>
      {job.started_at && (
        <Fact name={t('course.first_task')}>
          <span title={exact(job.started_at)}>{t('course.after', { span: took(job.created_at, job.started_at) })}</span>
        </Fact>
      )}
      <Fact name={t('tasks.progress')}>{toldProgress(array)}</Fact>
      {job.finished_at && isOver(job.state) && (
        <Fact name={jobWord(job)}>
          <When at={job.finished_at} />
          {t('course.in_all', { span: took(job.created_at, job.finished_at) })}
        </Fact>
      )}
      {shortest && middle && longest && (
        <>
          <Fact name={t('course.shortest')}>
            <Length task={shortest} />
          </Fact>
          <Fact name={t('course.middle')}>{lengthOf(middle)}</Fact>
          <Fact name={t('course.longest')}>
            <Length task={longest} />
          </Fact>
        </>
      )}
    </dl>
  )
}

const length = ({ started_at: from, finished_at: to }: Job): number => Date.parse(to ?? '') - Date.parse(from ?? '')
const lengthOf = ({ started_at: from, finished_at: to }: Job): string => took(from ?? '', to ?? '')

function Length({ task }: { task: Job }) {
  return (
    <>
      {lengthOf(task)}
      <Link to="/jobs/$jobId" params={{ jobId: task.id }} search={keepFilter}>
        {t('heat.task', { task: String(task.task) })}
      </Link>
    </>
  )
}
