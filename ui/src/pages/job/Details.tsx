import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Job } from '~/api/schema'
import { CopyButton, Moment } from '~/kit/Text'
import { exact, spanOfSeconds } from '~/format/time'
import { t } from '~/messages/t'
import { LabelLinks } from '~/pages/jobs/Labels'
import { conditions, showPairs } from '~/pages/jobs/pairs'
import styles from './Details.module.css'
import { PriorityButton } from './steering'

export function Details({ job }: { job: Job }) {
  const needs = conditions(job.requirements)
  return (
    <dl className={styles.details}>
      <Fact name={t('details.command')}>
        <pre>{job.command}</pre>
        <CopyButton text={job.command} />
      </Fact>
      <Fact name={t('details.submitted')}>
        <When at={job.created_at} />
      </Fact>
      <Fact name={t('details.by')}>
        <code>{job.created_by}</code>
      </Fact>
      {job.started_at && (
        <Fact name={t('details.started')}>
          <When at={job.started_at} />
        </Fact>
      )}
      {job.finished_at && (
        <Fact name={t('details.finished')}>
          <When at={job.finished_at} />
        </Fact>
      )}
      {job.retry_at && (
        <Fact name={t('details.retry')}>
          <When at={job.retry_at} />
        </Fact>
      )}
      {job.exit_code !== null && job.exit_code !== undefined && <Fact name={t('details.exit')}>{String(job.exit_code)}</Fact>}
      {job.array && <Fact name={t('details.tasks')}>{job.array.numbers}</Fact>}
      {job.batch && (
        <Fact name={t('details.batch')}>
          <Link to="/jobs" search={{ batch: job.batch }}>
            {job.batch}
          </Link>
        </Fact>
      )}
      <Fact name={t('details.priority')}>
        {String(job.priority ?? 0)}
        <PriorityButton job={job} />
      </Fact>
      {job.hold && (
        <Fact name={t('details.hold')}>
          {t('details.held', { by: job.hold.by, reason: job.hold.reason })}
          <span className={styles.soft}>
            <Moment at={job.hold.at} />
          </span>
        </Fact>
      )}
      <Fact name={t('details.timeout')}>{spanOfSeconds(job.timeout_seconds)}</Fact>
      <Fact name={t('details.attempts')}>{job.max_attempts}</Fact>
      {job.slots > 1 && <Fact name={t('details.slots')}>{job.slots}</Fact>}
      {job.isolation !== 'none' && <Fact name={t('details.isolation')}>{job.isolation}</Fact>}
      <Fact name={t('details.requirements')}>{needs.length > 0 ? <code>{needs.join(', ')}</code> : t('details.none')}</Fact>
      {job.labels && (
        <Fact name={t('details.labels')}>
          <LabelLinks job={job} />
        </Fact>
      )}
      {job.working_dir && (
        <Fact name={t('details.working_dir')}>
          <code>{job.working_dir}</code>
        </Fact>
      )}
      {job.secrets && (
        <Fact name={t('details.secrets')}>
          <code>{showPairs(job.secrets).replaceAll('\n', ', ')}</code>
        </Fact>
      )}
      {job.artefacts && job.artefacts.length > 0 && (
        <Fact name={t('details.artefacts')}>
          <code>{job.artefacts.join(', ')}</code>
        </Fact>
      )}
      {job.stdin_bytes && <Fact name={t('details.stdin')}>{t('details.stdin_bytes', { count: job.stdin_bytes })}</Fact>}
      <Fact name={t('details.request')}>
        <code>{job.request_id}</code>
        <CopyButton text={job.request_id} />
      </Fact>
    </dl>
  )
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** Exact, and how long ago. */
export function When({ at }: { at: string }) {
  return (
    <>
      {exact(at)}
      <span className={styles.soft}>
        <Moment at={at} />
      </span>
    </>
  )
}
