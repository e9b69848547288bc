import { useNavigate } from '@tanstack/react-router'
import type { Job } from '~/api/schema'
import { IconButton, Button } from '~/kit/Button'
import { CloseIcon } from '~/kit/icons'
import { jobLooks, jobWord } from '~/kit/looks'
import { State } from '~/kit/State'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { Took } from '~/pages/jobs/columns'
import { openAddWorker } from '~/shell/overlay'
import { CancelButton, RerunButton } from './actions'
import styles from './JobHeader.module.css'

export function JobHeader({ job }: { job: Job }) {
  const navigate = useNavigate()
  const look = jobLooks[job.state]
  const close = () => void navigate({ to: '/jobs', search: ({ state, search }) => ({ state, search }) })
  return (
    <header className={styles.header}>
      <div className={styles.line}>
        <span role="status">
          <State tone={look.tone} glyph={job.state === 'running' ? 'halo' : look.glyph}>
            {jobWord(job)}
          </State>
        </span>
        <h2 className={styles.id}>{job.id}</h2>
        <Facts job={job} />
        <span className={styles.actions}>
          <RerunButton job={job} />
          <CancelButton job={job} />
          <IconButton label={t('job.close')} size="small" onPress={close}>
            <CloseIcon />
          </IconButton>
        </span>
      </div>
      {job.name && <p className={styles.name}>{job.name}</p>}
      <pre className={styles.command}>{job.command}</pre>
      <Reason job={job} />
    </header>
  )
}

function Facts({ job }: { job: Job }) {
  const tries = { number: job.attempt, most: job.max_attempts }
  const attempt = job.worker ? t('job.attempt_on', { ...tries, worker: job.worker.name }) : t('job.attempt', tries)
  const hasExit = job.finished_at && job.exit_code !== null && job.exit_code !== undefined
  return (
    <span className={styles.facts}>
      {job.attempt === 0 ? t('job.no_attempt') : attempt}
      {hasExit && ` · ${t('job.exit', { code: String(job.exit_code) })}`}
      {job.started_at && (
        <>
          {' · '}
          <Took job={job} />
        </>
      )}
    </span>
  )
}

/** Why it waits or how it ended; with a way out while it waits. */
function Reason({ job }: { job: Job }) {
  if (!job.reason || job.state === 'succeeded') return null
  const isWaiting = job.state === 'queued' || job.state === 'retry_wait'
  return (
    <p className={styles.reason} data-tone={isWaiting ? 'notice' : jobLooks[job.state].tone}>
      <span>
        <Prose text={job.reason} />
      </span>
      {job.state === 'queued' && (
        <Button size="small" onPress={openAddWorker}>
          {t('job.add_worker')}
        </Button>
      )}
    </p>
  )
}
