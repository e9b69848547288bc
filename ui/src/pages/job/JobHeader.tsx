import { Link, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { arrayOf } from '~/api/array'
import { keepFilter } from '~/api/job-filter'
import { useRefusal } from '~/api/may'
import type { Job } from '~/api/schema'
import { keysOf, shortcuts } from '~/hands/bindings'
import { useHands } from '~/hands/hands'
import { jobActions } from '~/hands/jobs'
import { perform } from '~/hands/registry'
import { Shortcut } from '~/hands/Shortcut'
import { IconButton, Button } from '~/kit/Button'
import { CloseIcon } from '~/kit/icons'
import { reasonOf } from '~/format/reason'
import { jobLooks } from '~/kit/looks'
import { MoreMenu } from '~/kit/Menu'
import { copyText, Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { Took } from '~/pages/jobs/columns'
import { toldProgress } from '~/pages/jobs/progress'
import { openAddWorker } from '~/shell/overlay'
import { useStore } from '~/store'
import { CancelButton, RerunButton, RerunFailedButton } from './actions'
import { ExplainFailure, explainable } from './ExplainFailure'
import { JobStanding } from './JobStanding'
import { HoldButton } from './steering'
import styles from './JobHeader.module.css'

export function JobHeader({ job }: { job: Job }) {
  const navigate = useNavigate()
  const close = () => void navigate({ to: '/jobs', search: keepFilter })
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <span role="status">
          <JobStanding job={job} isRunningSeen />
        </span>
        <h2 className={job.name ? styles.name : styles.id} title={job.name ?? undefined}>
          {job.name ?? job.id}
        </h2>
        {job.name && <code>{job.id}</code>}
        <span className={styles.actions}>
          <RerunFailedButton job={job} />
          <RerunButton job={job} />
          <HoldButton job={job} />
          <CancelButton job={job} />
          <More job={job} />
          <IconButton label={t('job.close')} size="small" onPress={close}>
            <CloseIcon />
          </IconButton>
        </span>
      </div>
      <Facts job={job} />
      <OfArray job={job} />
      <Command key={job.command} text={job.command} />
      <Reason job={job} />
      {explainable(job) && <ExplainFailure job={job} />}
    </header>
  )
}

/** Two lines of it, and all of it where somebody asks for more. */
function Command({ text }: { text: string }) {
  const box = useRef<HTMLPreElement>(null)
  const [isOpen, setOpen] = useState(false)
  const [isCut, setCut] = useState(false)
  useEffect(() => {
    const pre = box.current
    if (!pre || isOpen) return undefined
    const observer = new ResizeObserver(() => setCut(pre.scrollHeight > pre.clientHeight))
    observer.observe(pre)
    return () => observer.disconnect()
  }, [isOpen])
  return (
    <div className={styles.command}>
      {/* What can be scrolled is reached by Tab. */}
      <pre ref={box} data-open={isOpen || undefined} {...(isOpen ? { tabIndex: 0 } : {})}>
        {text}
      </pre>
      {(isCut || isOpen) && (
        <Button size="small" look="quiet" label={isOpen ? t('job.command_less') : t('job.command_more')} onPress={() => setOpen(!isOpen)}>
          {isOpen ? t('job.less') : t('job.more_of_it')}
        </Button>
      )}
    </div>
  )
}

/** Everything that can be done, with its keys: what the buttons do not show, and what they do. */
function More({ job }: { job: Job }) {
  const hands = useHands()
  const now = useStore(shortcuts)
  const link = { id: 'link', text: t('job.copy_link'), run: () => void copyText(location.href) }
  const entries = jobActions(hands, job).map((action) => ({ ...action, aside: <Shortcut keys={keysOf(action.id, now)} />, run: () => perform(action) }))
  return <MoreMenu label={t('job.more', { job: job.id })} entries={[...entries, link]} />
}

/** The way back from a task. */
function OfArray({ job }: { job: Job }) {
  const array = arrayOf(job.id)
  if (!array) return null
  return (
    <p>
      <Link to="/jobs/$jobId" params={{ jobId: array }} search={keepFilter}>
        {t('tasks.of_array', { task: String(job.task), array })}
      </Link>
    </p>
  )
}

/** How far it is: an array by its tasks, a job by its attempts. */
function progress(job: Job): string {
  if (job.array) return toldProgress(job.array)
  if (job.attempt === 0) return t(job.finished_at ? 'job.never_attempted' : 'job.no_attempt')
  const tries = { number: job.attempt, most: job.max_attempts }
  return job.worker ? t('job.attempt_on', { ...tries, worker: job.worker.name }) : t('job.attempt', tries)
}

const hasExit = (job: Job): boolean => Boolean(job.finished_at) && typeof job.exit_code === 'number'

function Facts({ job }: { job: Job }) {
  return (
    <p className={styles.facts}>
      {progress(job)}
      {hasExit(job) && ` · ${t('job.exit', { code: String(job.exit_code) })}`}
      {job.started_at && (
        <>
          {' · '}
          <Took job={job} />
        </>
      )}
    </p>
  )
}

/** The exit code alone is no reason that the line above lacks. */
const isToldByExit = (job: Job): boolean => hasExit(job) && job.reason === `exit code ${job.exit_code}`

/** Why it waits or how it ended; with a way out while it waits. */
function Reason({ job }: { job: Job }) {
  const refusal = useRefusal()
  if (!job.reason || job.state === 'succeeded' || isToldByExit(job)) return null
  return (
    <p className={styles.reason} data-tone={jobLooks[job.state].tone}>
      <span>
        <Prose text={reasonOf(job.reason)} />
      </span>
      {job.state === 'queued' && !job.hold && (
        <Button size="small" disabledReason={refusal} onPress={openAddWorker}>
          {t('job.add_worker')}
        </Button>
      )}
    </p>
  )
}
