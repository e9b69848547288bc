import { Link } from '@tanstack/react-router'
import { useRefusal } from '~/api/may'
import type { Need } from '~/api/schema'
import { AddWorkerButton } from '~/hands/openers'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState } from '~/kit/Panel'
import { type Look, State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { useRerun } from '~/pages/job/actions'
import styles from './Needs.module.css'
import card from './OverviewPage.module.css'

const looks = {
  job_failed: { tone: 'danger', glyph: 'cross' },
  job_waiting: { tone: 'notice', glyph: 'ring' },
  worker_away: { tone: 'notice', glyph: 'dashed' },
  backup_failed: { tone: 'danger', glyph: 'cross' },
  limit_near: { tone: 'notice', glyph: 'halo' },
} satisfies Record<Need['kind'], Look>

const columns: Column<Need>[] = [
  {
    id: 'kind',
    title: t('jobs.column_state'),
    width: 'max-content',
    cell: (need) => <State {...looks[need.kind]}>{t(`need.${need.kind}`)}</State>,
  },
  { id: 'subject', title: t('jobs.column_job'), width: 'max-content', cell: (need) => <Subject need={need} /> },
  { id: 'reason', title: t('jobs.column_command'), width: 'minmax(0, 1fr)', cell: (need) => <Reason need={need} /> },
  { id: 'actions', title: t('workers.column_actions'), width: 'max-content', cell: (need) => <Actions need={need} /> },
]

type NoJob = Exclude<Need, { job: string }>

const isNoJob = (need: Need): need is NoJob => !('job' in need)

const keyOf = (need: Need): string => {
  if (need.kind === 'backup_failed') return need.kind
  if (need.kind === 'limit_near') return need.label
  return need.kind === 'worker_away' ? need.worker : need.job
}

/** Exactly what needs a person, each with the button that resolves it. */
export function Needs({ needs }: { needs: Need[] }) {
  return (
    <section className={card.card}>
      <h2 className={card.head}>{t('overview.needs_you')}</h2>
      <div className={card.body}>
        {needs.length === 0 ? (
          <EmptyState title={t('overview.needs_nothing')} body={t('overview.needs_nothing_body')} />
        ) : (
          <Table label={t('overview.needs_you')} columns={columns} items={needs} keyOf={keyOf} isHeadless />
        )}
      </div>
    </section>
  )
}

function Subject({ need }: { need: Need }) {
  if (isNoJob(need)) return need.label
  return (
    <Link to="/jobs/$jobId" params={{ jobId: need.job }} className={styles.id}>
      {need.job}
    </Link>
  )
}

function Reason({ need }: { need: Need }) {
  if (isNoJob(need)) return <Prose text={need.reason} />
  return (
    <span title={`${need.label} · ${need.reason}`}>
      <span className={styles.label}>{need.label}</span> · <Prose text={need.reason} />
    </span>
  )
}

function Actions({ need }: { need: Need }) {
  const rerun = useRerun()
  const refusal = useRefusal()
  if (need.kind === 'backup_failed') {
    return (
      <ButtonLink to="/doctor" size="small">
        {t('need.show')}
      </ButtonLink>
    )
  }
  if (need.kind === 'limit_near') {
    return (
      <ButtonLink to="/usage" size="small">
        {t('need.show')}
      </ButtonLink>
    )
  }
  if (need.kind === 'worker_away') {
    return (
      <ButtonLink to="/workers/$workerId" params={{ workerId: need.worker }} size="small">
        {t('need.show')}
      </ButtonLink>
    )
  }
  const isFailed = need.kind === 'job_failed'
  return (
    <span className={styles.actions}>
      <ButtonLink to="/jobs/$jobId" params={{ jobId: need.job }} size="small">
        {isFailed ? t('need.open_log') : t('need.explain')}
      </ButtonLink>
      {isFailed ? (
        <Button size="small" disabledReason={refusal} onPress={() => rerun(need.job)}>
          {t('need.rerun')}
        </Button>
      ) : (
        <AddWorkerButton size="small" />
      )}
    </span>
  )
}
