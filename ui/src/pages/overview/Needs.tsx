import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment } from 'react'
import { environmentQuery, jobsQuery, workersQuery } from '~/api/queries'
import type { Job, Need, Worker } from '~/api/schema'
import { clock } from '~/format/time'
import { isOfArray, reasonOf } from '~/format/reason'
import { ActionButton } from '~/hands/ActionButton'
import { extendEnvironment } from '~/hands/environments'
import { attempt, useHands } from '~/hands/hands'
import { rerun } from '~/hands/jobs'
import { removeWorker } from '~/hands/workers'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { livenessLooks } from '~/kit/looks'
import { EmptyState } from '~/kit/Panel'
import { type Look, State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Prose, Said } from '~/kit/Text'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { BestRemedy, WakeButton } from '~/pages/job/RemedyButton'
import styles from './Needs.module.css'
import card from './OverviewPage.module.css'

const MOST_HELD = 3

const looks = {
  job_failed: { tone: 'danger', glyph: 'cross' },
  job_waiting: { tone: 'notice', glyph: 'ring' },
  worker_away: { tone: 'notice', glyph: 'dashed' },
  backup_failed: { tone: 'danger', glyph: 'cross' },
  limit_near: { tone: 'notice', glyph: 'halo' },
  cloud_failed: { tone: 'danger', glyph: 'cross' },
  environment_stops: { tone: 'notice', glyph: 'halo' },
} satisfies Record<Need['kind'], Look>

/** Fixed but for the actions, which have the room that the widest of them need; the reason has the rest, in two lines if it must. */
const columns: Column<Need>[] = [
  {
    id: 'kind',
    title: t('jobs.column_state'),
    // The longest word, in the language that has it.
    width: '136px',
    cell: (need) => (need.kind === 'worker_away' ? <AwayState need={need} /> : <State {...looks[need.kind]}>{t(`need.${need.kind}`)}</State>),
  },
  { id: 'subject', title: t('jobs.column_job'), width: 'clamp(64px, 14%, 140px)', cell: (need) => <Subject need={need} /> },
  { id: 'reason', title: t('jobs.column_command'), width: 'minmax(0, 1fr)', cell: (need) => <Reason need={need} /> },
  { id: 'actions', title: t('workers.column_actions'), width: 'fit-content(264px)', isNumber: true, cell: (need) => <Actions need={need} /> },
]

type NoJob = Exclude<Need, { job: string }>

const isNoJob = (need: Need): need is NoJob => !('job' in need)

const keyOf = (need: Need): string => {
  if (need.kind === 'backup_failed') return need.kind
  if (need.kind === 'limit_near') return need.label
  if (need.kind === 'cloud_failed') return `${need.kind} ${need.resource}`
  if (need.kind === 'environment_stops') return `${need.kind} ${need.environment}`
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
  if (need.kind === 'backup_failed' || need.kind === 'limit_near') return <Said text={need.label} />
  if (isNoJob(need)) return need.label
  return (
    <Link to="/jobs/$jobId" params={{ jobId: need.job }} className={styles.id}>
      {need.job}
    </Link>
  )
}

function Reason({ need }: { need: Need }) {
  return (
    <span className={styles.reason}>
      <Why need={need} />
    </span>
  )
}

function Why({ need }: { need: Need }) {
  if (need.kind === 'worker_away') return <Away need={need} />
  if (need.kind === 'environment_stops') return <span>{t('need.stops_at', { at: clock(need.at) })}</span>
  if (isNoJob(need)) {
    return (
      <span title={saidPlainly(need.reason)}>
        <Said text={need.reason} />
      </span>
    )
  }
  const reason = reasonOf(need.reason)
  return (
    <span title={`${need.label} · ${reason}`}>
      <span className={styles.label}>{need.label}</span> · <Prose text={reason} />
    </span>
  )
}

type AwayNeed = Extract<Need, { kind: 'worker_away' }>

const useAway = ({ worker }: AwayNeed): Worker | undefined => useQuery(workersQuery).data?.items.find(({ id }) => id === worker)

/** A worker looks here as everywhere else. One that has just come back stays called away until the row goes. */
function AwayState({ need }: { need: AwayNeed }) {
  const liveness = useAway(need)?.liveness
  if (liveness === 'lost' || liveness === 'disconnected') return <State {...livenessLooks[liveness]}>{t(`worker.${liveness}`)}</State>
  return <State {...looks.worker_away}>{t('need.worker_away')}</State>
}

/** What it still holds; nothing as long as that is not known. */
const useHeld = ({ label }: AwayNeed): Job[] | undefined =>
  useInfiniteQuery(jobsQuery({ state: ['leased', 'running'], worker: label })).data?.pages.flatMap((page) => page.items)

/** The jobs first: the sentence may be cut. */
function Away({ need }: { need: AwayNeed }) {
  const held = useHeld(need) ?? []
  return (
    <span title={saidPlainly(need.reason)}>
      {held.slice(0, MOST_HELD).map(({ id }) => (
        <Fragment key={id}>
          <Link to="/jobs/$jobId" params={{ jobId: id }} className={styles.id}>
            {id}
          </Link>
          {' · '}
        </Fragment>
      ))}
      {held.length > MOST_HELD && `${t('timeline.more', { count: held.length - MOST_HELD })} · `}
      <Said text={need.reason} />
    </span>
  )
}

function Actions({ need }: { need: Need }) {
  return (
    <span className={styles.actions}>
      <ActionsOf need={need} />
    </span>
  )
}

function ActionsOf({ need }: { need: Need }) {
  switch (need.kind) {
    case 'backup_failed':
      return (
        <ButtonLink to="/doctor" size="small">
          {t('need.show')}
        </ButtonLink>
      )
    case 'limit_near':
      return (
        <ButtonLink to="/usage" size="small">
          {t('need.show')}
        </ButtonLink>
      )
    case 'cloud_failed':
      return <MachineLink resource={need.resource} isEnvironment={need.what === 'environment'} />
    case 'environment_stops':
      return (
        <>
          <MachineLink resource={need.environment} isEnvironment />
          <Longer environment={need.environment} />
        </>
      )
    case 'worker_away':
      return <AwayActions need={need} />
    case 'job_failed':
      return (
        <>
          <JobLink job={need.job}>{t('need.open_log')}</JobLink>
          <Again need={need} />
        </>
      )
    case 'job_waiting':
      return (
        <>
          <JobLink job={need.job}>{t('need.explain')}</JobLink>
          <BestRemedy job={need.job} reason={need.reason} />
        </>
      )
  }
}

function MachineLink({ resource, isEnvironment }: { resource: string; isEnvironment: boolean }) {
  return isEnvironment ? (
    <ButtonLink to="/environments/$environmentId" params={{ environmentId: resource }} size="small">
      {t('need.show')}
    </ButtonLink>
  ) : (
    <ButtonLink to="/workers/$workerId" params={{ workerId: resource }} size="small">
      {t('need.show')}
    </ButtonLink>
  )
}

function Longer({ environment }: { environment: string }) {
  const hands = useHands()
  const { data } = useQuery(environmentQuery(environment))
  return data ? <ActionButton action={extendEnvironment(hands, data)} text={t('environments.extend')} isNamedInFull /> : null
}

function JobLink({ job, children }: { job: string; children: string }) {
  return (
    <ButtonLink to="/jobs/$jobId" params={{ jobId: job }} size="small">
      {children}
    </ButtonLink>
  )
}

/** Of an array, what failed is run again, and not what went well. */
function Again({ need: { job, reason } }: { need: Extract<Need, { kind: 'job_failed' }> }) {
  const hands = useHands()
  const isArray = isOfArray(reason)
  return (
    <Button size="small" disabledReason={hands.readOnly} onPress={() => attempt(() => rerun(hands, job, isArray ? { failed_only: true } : {}))}>
      {isArray ? t('need.rerun_failed') : t('need.rerun')}
    </Button>
  )
}

/** A cloud worker can be woken. Any other comes back by itself or is removed, which gives at once to others what it holds. */
function AwayActions({ need }: { need: AwayNeed }) {
  const hands = useHands()
  const worker = useAway(need)
  return (
    <>
      <ButtonLink to="/workers/$workerId" params={{ workerId: need.worker }} size="small">
        {t('need.show')}
      </ButtonLink>
      {worker?.destination === 'cloud' && <WakeButton worker={worker} />}
      {worker && worker.destination !== 'cloud' && <ActionButton action={{ ...removeWorker(hands, worker), isDangerous: false }} text={t('workers.remove')} isNamedInFull />}
    </>
  )
}
