import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { workersQuery } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { AddWorkerButton } from '~/hands/openers'
import { workerLook } from '~/kit/looks'
import { useIsLarge } from '~/kit/media'
import { Strip } from '~/kit/Meter'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import { Standing } from '~/pages/environments/looks'
import { machineOf, useMachines } from '~/pages/workers/standing'
import card from './OverviewPage.module.css'
import styles from './WorkerCard.module.css'

/** As many as stand beside the other card; the rest have their page. */
const MOST = 8
const MOST_ON_LARGE = 24

/** A worker, and how its machine at a provider is, where that counts. */
type Listed = Worker & { machine?: string | undefined }

const columns: Column<Listed>[] = [
  { id: 'name', title: t('workers.column_name'), width: 'minmax(0, 1fr)', cell: (worker) => <Name worker={worker} /> },
  { id: 'slots', title: t('workers.column_slots'), width: '96px', cell: (worker) => <Slots worker={worker} /> },
]

function Name({ worker }: { worker: Listed }) {
  if (worker.machine) {
    return (
      <span className={styles.made}>
        <span className={styles.name}>{worker.name}</span>
        <Standing status={worker.machine} />
      </span>
    )
  }
  const { word, ...look } = workerLook(worker)
  return (
    <State {...look}>
      <span className="unseen">{word}</span>
      <span className={styles.name}>{worker.name}</span>
      {worker.liveness === 'online' && (worker.pause || worker.owner.closed) && <span className={styles.since}>{word}</span>}
      {worker.liveness !== 'online' && (
        <span className={styles.since}>
          <Moment at={worker.last_seen_at} />
        </span>
      )}
    </State>
  )
}

export function Slots({ worker }: { worker: Worker }) {
  const taken = { busy: worker.busy_slots, total: worker.slots }
  const tone = worker.liveness === 'online' ? 'busy' : workerLook(worker).tone
  return <Strip taken={worker.busy_slots} total={worker.slots} tone={tone} label={t('workers.strip', taken)} />
}

export function WorkerCard() {
  const { data, error, refetch } = useQuery(workersQuery)
  return (
    <section className={card.card}>
      <h2 className={card.head}>
        {t('overview.workers')}
        <span>{t('overview.slots')}</span>
      </h2>
      <div className={card.body}>
        {error && !data && <ErrorPanel error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={3} columns={['50%', '30%']} />}
        {data?.items.length === 0 && <EmptyState title={t('workers.empty')} body={t('workers.empty_body')} action={<AddWorkerButton />} command={t('workers.command')} />}
        {data && data.items.length > 0 && <List workers={data.items} total={data.total} />}
      </div>
    </section>
  )
}

function List({ workers, total }: { workers: Worker[]; total: number }) {
  const most = useIsLarge() ? MOST_ON_LARGE : MOST
  const machines = useMachines(workers)
  const more = total - most
  const shown = workers.slice(0, most).map((worker): Listed => ({ ...worker, machine: machineOf(worker, machines) }))
  return (
    <>
      <Table label={t('overview.workers')} columns={columns} items={shown} keyOf={(worker) => worker.id} isHeadless />
      {more > 0 && (
        <Link to="/workers" className={styles.more}>
          {t('overview.more_workers', { count: more })}
        </Link>
      )}
    </>
  )
}
