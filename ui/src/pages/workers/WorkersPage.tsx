import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '~/api/call'
import { keys, meQuery, workersQuery } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { number } from '~/format/number'
import { Button } from '~/kit/Button'
import { livenessLooks } from '~/kit/looks'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import type { Column } from '~/kit/Table'
import { Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { VirtualTable } from '~/kit/VirtualTable'
import { t } from '~/messages/t'
import { Slots } from '~/pages/overview/WorkerCard'
import { ask, openAddWorker } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { Labels } from './Labels'
import styles from './WorkersPage.module.css'

const columns: Column<Worker>[] = [
  {
    id: 'state',
    title: t('workers.column_state'),
    width: '120px',
    cell: (worker) => <Liveness worker={worker} />,
  },
  { id: 'name', title: t('workers.column_name'), width: 'minmax(120px, 0.8fr)', cell: (worker) => <Name worker={worker} /> },
  { id: 'slots', title: t('workers.column_slots'), width: '140px', cell: (worker) => <SlotCount worker={worker} /> },
  { id: 'labels', title: t('workers.column_labels'), width: 'minmax(160px, 1fr)', cell: (worker) => <Labels labels={worker.labels} /> },
  { id: 'heard', title: t('workers.column_heard'), width: '88px', isNumber: true, cell: (worker) => <Heard worker={worker} /> },
  { id: 'version', title: t('workers.column_version'), width: '72px', isNumber: true, cell: (worker) => <code>{worker.version ?? '–'}</code> },
  {
    id: 'actions',
    title: t('workers.column_actions'),
    width: '80px',
    isNumber: true,
    isTitleHidden: true,
    cell: (worker) => <Remove worker={worker} />,
  },
]

const fewColumns = columns.filter(({ id }) => id !== 'labels' && id !== 'version')

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
  return (
    <span title={worker.evidence}>
      <State {...livenessLooks[worker.liveness]}>{t(`worker.${worker.liveness}`)}</State>
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
    </>
  )
}

function SlotCount({ worker }: { worker: Worker }) {
  return (
    <span className={styles.slots}>
      <Slots worker={worker} />
      <span>
        {t('workers.slots_of', { busy: number(worker.busy_slots), total: number(worker.slots) })}
        {worker.kept_for && <span className={styles.note}>{t('workers.kept_for', { job: worker.kept_for })}</span>}
      </span>
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

function Remove({ worker }: { worker: Worker }) {
  const client = useQueryClient()
  const me = useQuery(meQuery).data
  const reason = me && !me.may_change ? t('obstacle.read_only') : worker.is_this_machine ? t('workers.remove_this') : undefined
  const press = () =>
    ask({
      title: t('workers.remove_title', { worker: worker.name }),
      body: (
        <>
          <p>{t('workers.remove_body')}</p>
          {worker.busy_slots > 0 && <p>{t('workers.remove_busy', { count: worker.busy_slots })}</p>}
        </>
      ),
      confirm: t('workers.remove_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/workers/{id}', { path: { id: worker.id } })
        await client.invalidateQueries({ queryKey: keys.workers })
        toast(t('workers.remove_done', { worker: worker.name }))
      },
    })
  return (
    <Button size="small" label={t('workers.remove_label', { worker: worker.name })} disabledReason={reason} onPress={press}>
      {t('workers.remove')}
    </Button>
  )
}
