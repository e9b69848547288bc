import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { Refused } from '~/api/call'
import { useRefusal } from '~/api/may'
import type { Worker } from '~/api/schema'
import { workerPagesQuery } from '~/api/worker-queries'
import { useTold } from '~/format/now'
import { muster } from '~/hands/command'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import type { Column } from '~/kit/Table'
import { Moment } from '~/kit/Text'
import { VirtualTable } from '~/kit/VirtualTable'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { Standing } from '~/pages/environments/looks'
import { openAddWorker } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { AddCloudWorker } from './CloudWorker'
import { Labels } from './Labels'
import { Liveness, restraint, SlotCount } from './looks'
import { Essentials } from './Resources'
import { otherLabels } from './resources'
import { machineOf, useMachines } from './standing'
import { RowActions } from './steering'
import { UpdateButton, UpdateProgress } from './Updates'
import { WorkerSearch } from './WorkerSearch'
import styles from './WorkersPage.module.css'

const columns: Column<Listed>[] = [
  { id: 'state', title: t('workers.column_state'), width: '112px', cell: (worker) => <StateOf worker={worker} /> },
  { id: 'name', title: t('workers.column_name'), width: 'minmax(96px, 1fr)', cell: (worker, isReachable) => <Name worker={worker} isReachable={isReachable} /> },
  { id: 'slots', title: t('workers.column_slots'), width: '132px', cell: (worker) => <SlotCount worker={worker} /> },
  { id: 'has', title: t('resources.title'), width: 'minmax(160px, 1.6fr)', cell: (worker) => <Essentials labels={worker.labels} /> },
  { id: 'labels', title: t('workers.column_labels'), width: 'minmax(60px, 0.6fr)', cell: (worker) => <Labels labels={otherLabels(worker.labels, worker.given_labels)} /> },
  { id: 'heard', title: t('workers.column_heard'), width: '80px', isNumber: true, cell: (worker) => <Heard worker={worker} /> },
  { id: 'version', title: t('workers.column_version'), width: '72px', isNumber: true, cell: (worker) => <code>{worker.version ?? '–'}</code> },
  {
    id: 'actions',
    title: t('workers.column_actions'),
    // Its verb, in the language that has the longest, and the button for the rest.
    width: '128px',
    isNumber: true,
    isTitleHidden: true,
    cell: (worker) => <RowActions worker={worker} />,
  },
]

/** In a middling window, where what can be done stands behind one button. */
const few: Partial<Column<Listed>>[] = [
  { id: 'state' },
  { id: 'name' },
  { id: 'slots' },
  { id: 'has', width: 'minmax(168px, 1.6fr)' },
  { id: 'actions', width: '36px', cell: (worker) => <RowActions worker={worker} isShort /> },
]
const fewColumns = few.flatMap((changed) => columns.filter(({ id }) => id === changed.id).map((column) => ({ ...column, ...changed })))

const keyOf = (worker: Listed): string => worker.id

/** A worker, and how its machine at a provider is, if it has one. */
type Listed = Worker & { machine?: string | undefined }

/** Most have none and stay what they are, so that their rows are not drawn again when others are read. */
const listed = (worker: Worker, machine: string | undefined): Listed => (machine === undefined ? worker : { ...worker, machine })

/** Whose machine does not run has not gone away. */
function StateOf({ worker }: { worker: Listed }) {
  const { machine } = worker
  if (machine) return <Standing status={machine} />
  return <Liveness worker={worker} />
}

export default function WorkersPage() {
  const { query = '' } = useSearch({ from: '/workers' })
  const { pages, shown, refusal } = useListed(query)
  const { data, error, refetch, fetchNextPage, isFetchingNextPage, isFetchNextPageError, hasNextPage } = pages
  const isWide = useIsWide()
  const navigate = useNavigate()
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  const machines = useMachines(rows)
  const workers = useMemo<Listed[]>(() => rows.map((worker) => listed(worker, machineOf(worker, machines))), [rows, machines])
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage])
  const show = useCallback((next: string) => void navigate({ to: '/workers', search: next ? { query: next } : {}, replace: true }), [navigate])
  const total = data?.pages[0]?.total
  return (
    <>
      <PageHeader title={t('workers.title')} isCrowded query={<WorkerSearch query={query} total={refusal === undefined ? total : undefined} refusal={refusal} onChange={show} />}>
        <UpdateButton />
        <AddCloudWorker />
        <AddWorker />
      </PageHeader>
      <div className={styles.page}>
        {error && (
          <div className={styles.notice}>
            <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void (isFetchNextPageError ? fetchNextPage() : refetch())} />
          </div>
        )}
        <UpdateProgress />
        {!data && !error && <Skeleton rows={6} columns={['90px', '24%', '140px', '30%']} />}
        {workers.length === 0 && data && (shown ? <NoMatch query={shown} /> : <NoWorkers />)}
        {workers.length > 0 && (
          <VirtualTable
            // What another query finds begins at its beginning.
            key={shown}
            label={t('workers.title')}
            columns={isWide ? columns : fewColumns}
            items={workers}
            keyOf={keyOf}
            total={hasNextPage ? (total ?? 0) : workers.length}
            onEndNear={more}
            onOpen={(worker) => void navigate({ to: '/workers/$workerId', params: { workerId: worker.id } })}
          />
        )}
      </div>
    </>
  )
}

/** What a query finds. While it is wrong, what was found before it stays, as nobody has asked for anything else yet. */
function useListed(query: string) {
  const [understood, setUnderstood] = useState('')
  const asked = useInfiniteQuery(workerPagesQuery(query))
  const isWrong = asked.error instanceof Refused && asked.error.problem.error === 'query_invalid'
  const before = useInfiniteQuery({ ...workerPagesQuery(understood), enabled: isWrong })
  if (asked.data && !asked.isPlaceholderData && understood !== query) setUnderstood(query)
  return isWrong ? { pages: before, shown: understood, refusal: (asked.error as Refused).problem } : { pages: asked, shown: query, refusal: undefined }
}

function NoMatch({ query }: { query: string }) {
  return (
    <EmptyState
      title={t('workers.no_match')}
      body={t('workers.no_match_body', { query })}
      action={<ButtonLink to="/workers">{t('workers.show_all')}</ButtonLink>}
      command={muster('worker', 'list', query)}
    />
  )
}

function NoWorkers() {
  return <EmptyState title={t('workers.empty')} body={t('workers.empty_body')} action={<AddWorker />} command={t('workers.command')} />
}

function AddWorker() {
  const refusal = useRefusal()
  return (
    <Button look="main" disabledReason={refusal} onPress={openAddWorker}>
      {t('workers.add')}
    </Button>
  )
}

function Name({ worker, isReachable }: { worker: Worker; isReachable: boolean }) {
  return (
    <>
      <Link to="/workers/$workerId" params={{ workerId: worker.id }} className={styles.name} tabIndex={isReachable ? 0 : -1}>
        {worker.name}
      </Link>
      {worker.is_this_machine && <span className={styles.note}>{t('workers.this_machine')}</span>}
      {worker.link === 'polling' && <span className={styles.note}>{t('workers.node')}</span>}
      {worker.destination === 'cloud' && <span className={styles.note}>{t('workers.cloud')}</span>}
      <Restraint worker={worker} />
    </>
  )
}

/** Why it is given nothing, or not everything, although it is there. */
function Restraint({ worker }: { worker: Worker }) {
  const said = useTold((now) => restraint(worker, now) ?? '')
  if (!said) return null
  return (
    <span className={styles.restraint} title={said}>
      {' · '}
      {said}
    </span>
  )
}

function Heard({ worker }: { worker: Worker }) {
  return (
    <span title={saidPlainly(worker.evidence)}>
      {worker.liveness === 'online' ? t('workers.now') : <Moment at={worker.last_seen_at} />}
    </span>
  )
}
