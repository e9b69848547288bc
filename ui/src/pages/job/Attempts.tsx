import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Attempt } from '~/api/schema'
import { attemptLook, attemptReason } from '~/kit/looks'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Moment } from '~/kit/Text'
import { useNow } from '~/format/now'
import { soFar, took } from '~/format/time'
import { t } from '~/messages/t'
import styles from './Attempts.module.css'

const columns: Column<Attempt>[] = [
  { id: 'number', title: t('attempts.number'), width: '72px', cell: (attempt) => attempt.number },
  { id: 'state', title: t('attempts.state'), width: 'minmax(0, 1fr)', cell: (attempt) => <Outcome attempt={attempt} /> },
  { id: 'worker', title: t('attempts.worker'), width: 'minmax(0, 0.6fr)', cell: (attempt) => attempt.worker.name },
  { id: 'began', title: t('attempts.began'), width: '92px', isNumber: true, cell: (attempt) => <Moment at={attempt.started_at ?? attempt.leased_at} /> },
  { id: 'took', title: t('attempts.took'), width: '72px', isNumber: true, cell: (attempt) => <Took attempt={attempt} /> },
  { id: 'log', title: t('attempts.log'), width: 'max-content', isTitleHidden: true, cell: (attempt) => <LogLink number={attempt.number} /> },
]

export function Attempts({ query }: { query: UseQueryResult<Attempt[]> }) {
  const { data, error, refetch } = query
  return (
    <div className={styles.attempts}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['10%', '40%', '20%']} />}
      {data?.length === 0 && <EmptyState title={t('attempts.none')} body={t('attempts.none_body')} />}
      {data && data.length > 0 && (
        <Table label={t('job.tab_attempts')} columns={columns} items={data} keyOf={(attempt) => String(attempt.number)} />
      )}
    </div>
  )
}

function Outcome({ attempt }: { attempt: Attempt }) {
  const { word, ...look } = attemptLook(attempt)
  const reason = attemptReason(attempt)
  return (
    <State {...look}>
      <span className={styles.outcome} title={reason || undefined}>
        {reason || word}
      </span>
    </State>
  )
}

function Took({ attempt }: { attempt: Attempt }) {
  const now = useNow()
  const { started_at: from, ended_at: to } = attempt
  if (!from) return null
  return to ? took(from, to) : soFar(from, now)
}

function LogLink({ number }: { number: number }) {
  return (
    <Link to="." search={({ tab: _, ...rest }) => ({ ...rest, attempt: number })} aria-label={t('attempts.show_log', { number })}>
      {t('attempts.log')}
    </Link>
  )
}
