import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRefusal } from '~/api/may'
import { schedulesQuery } from '~/api/queries'
import type { Schedule } from '~/api/schema'
import { word } from '~/hands/command'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { Foot } from '~/kit/Foot'
import { jobLooks } from '~/kit/looks'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { Actions } from './Actions'
import { ScheduleForm } from './ScheduleForm'
import styles from './SchedulesPage.module.css'

const columns: Column<Schedule>[] = [
  // As wide as its longest word in the language that has the longest.
  { id: 'state', title: t('schedules.column_state'), width: '112px', cell: (schedule) => <Standing schedule={schedule} /> },
  { id: 'name', title: t('schedules.column_name'), width: 'minmax(88px, max-content)', cell: (schedule) => <span title={schedule.name}>{schedule.name}</span> },
  { id: 'what', title: t('schedules.column_what'), width: 'minmax(112px, 1fr)', cell: (schedule) => <What schedule={schedule} /> },
  { id: 'cron', title: t('schedules.column_cron'), width: 'minmax(176px, max-content)', cell: (schedule) => <Cron schedule={schedule} /> },
  { id: 'missed', title: t('schedules.column_missed'), width: '116px', cell: ({ missed }) => <span className={styles.soft}>{t(`schedules.missed_${missed}`)}</span> },
  { id: 'next', title: t('schedules.column_next'), width: '84px', cell: ({ next_slots: [next] }) => (next ? <Moment at={next} /> : '–') },
  { id: 'last', title: t('schedules.column_last'), width: '88px', cell: (schedule) => <LastRun schedule={schedule} /> },
  { id: 'why', title: t('schedules.column_why'), width: 'minmax(104px, 1fr)', cell: (schedule) => <Why schedule={schedule} /> },
  {
    id: 'actions',
    title: t('schedules.column_actions'),
    width: 'max-content',
    isNumber: true,
    isTitleHidden: true,
    cell: (schedule) => <Actions schedule={schedule} />,
  },
]

/** In a small window the zone is on hover, and what can be done behind one button. */
const fewColumns = columns
  .filter(({ id }) => ['state', 'name', 'what', 'cron', 'next', 'actions'].includes(id))
  .map((column): Column<Schedule> => {
    if (column.id === 'cron') return { ...column, width: 'minmax(96px, max-content)', cell: (schedule) => <Cron schedule={schedule} isShort /> }
    return column.id === 'actions' ? { ...column, cell: (schedule) => <Actions schedule={schedule} isShort /> } : column
  })

export default function SchedulesPage() {
  const { data, error, refetch } = useQuery(schedulesQuery)
  const { name } = useSearch({ from: '/schedules' })
  const [isCreating, setCreating] = useForm('schedule')
  const refusal = useRefusal()
  const isWide = useIsWide()
  const create = (
    <Button look="main" disabledReason={refusal} onPress={() => setCreating(true)}>
      {t('schedules.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('schedules.title')}>{create}</PageHeader>
      <div className={styles.page} data-footed>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['80px', '20%', '24%', '90px']} />}
        {data?.items.length === 0 && (
          <EmptyState title={t('schedules.empty')} body={t('schedules.empty_body')} action={create} command={t('schedules.command')} />
        )}
        {data && data.items.length > 0 && (
          <>
            <Table label={t('schedules.title')} columns={isWide ? columns : fewColumns} items={data.items} keyOf={(schedule) => schedule.name} current={name} />
            <Foot>
              <CommandLine command={t('schedules.command')} />
            </Foot>
          </>
        )}
      </div>
      {isCreating && <ScheduleForm onClose={() => setCreating(false)} />}
    </>
  )
}

function Standing({ schedule: { state, reason } }: { schedule: Schedule }) {
  if (state === 'paused') return <State tone="muted" glyph="ring">{t('schedules.paused')}</State>
  if (reason) return <State tone="notice" glyph="ring">{t('schedules.held_up')}</State>
  return <State tone="good" glyph="dot">{t('schedules.active')}</State>
}

/** A template by its name, or the command. */
function What({ schedule: { job } }: { schedule: Schedule }) {
  if (job.template) return <span title={job.template}>{t('schedules.of_template', { template: job.template })}</span>
  const command = job.command ?? (job.argv ?? []).map(word).join(' ')
  return <code title={command}>{job.name ?? command}</code>
}

function Cron({ schedule: { cron, time_zone }, isShort = false }: { schedule: Schedule; isShort?: boolean }) {
  return (
    <span title={time_zone}>
      <code>{cron}</code> <span className={isShort ? 'unseen' : styles.soft}>{time_zone}</span>
    </span>
  )
}

function LastRun({ schedule: { last_run } }: { schedule: Schedule }) {
  if (!last_run) return <span className={styles.soft}>{t('schedules.never')}</span>
  return (
    <Link to="/jobs/$jobId" params={{ jobId: last_run.job }}>
      {last_run.state ? <State {...jobLooks[last_run.state]}>{last_run.job}</State> : last_run.job}
    </Link>
  )
}

function Why({ schedule: { reason, skipped } }: { schedule: Schedule }) {
  const why = reason ? saidPlainly(reason) : skipped ? t('schedules.skipped', { reason: saidPlainly(skipped.reason) }) : ''
  return (
    <span className={styles.soft} title={why}>
      {why}
    </span>
  )
}
