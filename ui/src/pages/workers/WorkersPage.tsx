import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { workersQuery } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { useNow } from '~/format/now'
import { number } from '~/format/number'
import { relative } from '~/format/time'
import { Button } from '~/kit/Button'
import { workerLook } from '~/kit/looks'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import type { Column } from '~/kit/Table'
import { Moment } from '~/kit/Text'
import { VirtualTable } from '~/kit/VirtualTable'
import { t } from '~/messages/t'
import { Slots } from '~/pages/overview/WorkerCard'
import { openAddWorker } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { Labels } from './Labels'
import { ownersLimits } from './owner'
import { Steering } from './steering'
import styles from './WorkersPage.module.css'

const columns: Column<Worker>[] = [
  {
    id: 'state',
    title: t('workers.column_state'),
    width: '120px',
    cell: (worker) => <Liveness worker={worker} />,
  },
  { id: 'name', title: t('workers.column_name'), width: 'minmax(120px, 2fr)', cell: (worker) => <Name worker={worker} /> },
  { id: 'slots', title: t('workers.column_slots'), width: '140px', cell: (worker) => <SlotCount worker={worker} /> },
  { id: 'labels', title: t('workers.column_labels'), width: 'minmax(140px, 0.6fr)', cell: (worker) => <Labels labels={worker.labels} /> },
  { id: 'heard', title: t('workers.column_heard'), width: '88px', isNumber: true, cell: (worker) => <Heard worker={worker} /> },
  { id: 'version', title: t('workers.column_version'), width: '72px', isNumber: true, cell: (worker) => <code>{worker.version ?? '–'}</code> },
  {
    id: 'actions',
    title: t('workers.column_actions'),
    width: '212px',
    isNumber: true,
    isTitleHidden: true,
    cell: (worker) => <Steering worker={worker} />,
  },
]

const fewColumns = columns.filter(({ id }) => id !== 'labels' && id !== 'version' && id !== 'heard')

const keyOf = (worker: Worker): string => worker.id
const nothing = () => {}

export default function WorkersPage() {
  const { data, error, refetch } = useQuery(workersQuery)
  const isWide = useIsWide()
  const workers = useMemo(() => data?.items ?? [], [data])
  return (
    <>
      <PageHeader title={t('workers.title')}>
        <Button look="main" onPress={openAddWorker}>
          {t('workers.add')}
        </Button>
      </PageHeader>
      <div className={styles.page}>
        {error && (
          <div className={styles.notice}>
            <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />
          </div>
        )}
        {!data && !error && <Skeleton rows={6} columns={['90px', '24%', '140px', '30%']} />}
        {data?.items.length === 0 && <NoWorkers />}
        {workers.length > 0 && (
          <VirtualTable
            label={t('workers.title')}
            columns={isWide ? columns : fewColumns}
            items={workers}
            keyOf={keyOf}
            total={workers.length}
            onEndInSight={nothing}
            onOpen={nothing}
          />
        )}
      </div>
    </>
  )
}

function NoWorkers() {
  const action = (
    <Button look="main" onPress={openAddWorker}>
      {t('workers.add')}
    </Button>
  )
  return <EmptyState title={t('workers.empty')} body={t('workers.empty_body')} action={action} command={t('workers.command')} />
}

/** The word, and by what the coordinator knows it. */
function Liveness({ worker }: { worker: Worker }) {
  const { word, ...look } = workerLook(worker)
  return (
    <span title={worker.evidence}>
      <State {...look}>{word}</State>
    </span>
  )
}

function Name({ worker }: { worker: Worker }) {
  return (
    <>
      {worker.name}
      {worker.is_this_machine && <span className={styles.note}>{t('workers.this_machine')}</span>}
      {worker.link === 'polling' && <span className={styles.note}>{t('workers.node')}</span>}
      {worker.destination === 'cloud' && <span className={styles.note}>{t('workers.cloud')}</span>}
      <Restraint worker={worker} />
    </>
  )
}

/** Why it is given nothing, or not everything, although it is there. */
function Restraint({ worker }: { worker: Worker }) {
  const now = useNow()
  const said = restraint(worker, now)
  if (!said) return null
  return (
    <span className={styles.restraint} title={said}>
      {' · '}
      {said}
    </span>
  )
}

function restraint({ pause, owner, kept_for, slots, busy_slots }: Worker, now: number): string | undefined {
  if (pause) return paused(pause, now)
  const [limits, because] = [ownersLimits(owner), owner.closed_because]
  if (because) return limits ? t('workers.closed_by', { because, limits }) : because
  if (kept_for) return t('workers.kept_for', { count: slots - busy_slots, job: kept_for })
  return limits && t('workers.owned', { limits })
}

function paused(pause: NonNullable<Worker['pause']>, now: number): string {
  const { until, take_back_at } = pause
  const isTaken = take_back_at && new Date(take_back_at).getTime() <= now
  const parts = [
    t('workers.paused_by', pause),
    until && t('workers.resumes', { when: relative(until, now) }),
    take_back_at && (isTaken ? t('workers.took_back') : t('workers.takes_back', { when: relative(take_back_at, now) })),
  ]
  return parts.filter(Boolean).join(', ')
}

function SlotCount({ worker }: { worker: Worker }) {
  return (
    <span className={styles.slots}>
      <Slots worker={worker} />
      <span>{t('workers.slots_of', { busy: number(worker.busy_slots), total: number(worker.slots) })}</span>
    </span>
  )
}

function Heard({ worker }: { worker: Worker }) {
  return (
    <span title={worker.evidence}>
      {worker.liveness === 'online' ? t('workers.now') : <Moment at={worker.last_seen_at} />}
    </span>
  )
}
