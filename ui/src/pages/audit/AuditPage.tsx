import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useDeferredValue, useEffect, useMemo, useState } from 'react'
import { askedOf, type AuditFilter, auditParts } from '~/api/audit-query'
import { call, download } from '~/api/call'
import { auditQuery, keys } from '~/api/queries'
import type { AuditEvent } from '~/api/schema'
import { muster } from '~/hands/command'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { Foot } from '~/kit/Foot'
import { MoreMenu } from '~/kit/Menu'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment, Prose } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { SearchBox } from '~/shell/SearchBox'
import styles from './AuditPage.module.css'
import { EventDialog } from './EventDialog'
import { Outcome } from './Outcome'
import { Period } from './Period'
import { Verdicts } from './Verdict'
import { Did, Named, Naming } from './Who'
import { told } from './words'

const columnsOf = (open: (event: AuditEvent) => void): Column<AuditEvent>[] => [
  { id: 'when', title: t('audit.column_when'), width: '110px', cell: ({ at }) => <Moment at={at} /> },
  { id: 'who', title: t('audit.column_who'), width: 'minmax(110px, 0.6fr)', cell: ({ actor }) => <Named id={actor} /> },
  { id: 'what', title: t('audit.column_what'), width: 'minmax(132px, 0.7fr)', cell: ({ action }) => <Did action={action} /> },
  { id: 'target', title: t('audit.column_target'), width: 'minmax(110px, 0.8fr)', cell: ({ target }) => <Target id={target} /> },
  { id: 'outcome', title: t('audit.column_outcome'), width: '96px', cell: ({ outcome }) => <Outcome outcome={outcome} /> },
  { id: 'detail', title: t('audit.column_detail'), width: 'minmax(120px, 1fr)', cell: (event) => <Detail event={event} /> },
  {
    id: 'more',
    title: t('audit.column_more'),
    width: 'max-content',
    isTitleHidden: true,
    isNumber: true,
    cell: (event) => (
      <Button size="small" look="quiet" label={t('audit.show_event', { id: event.id })} onPress={() => open(event)}>
        {t('audit.show')}
      </Button>
    ),
  },
]

export default function AuditPage() {
  const { query = '' } = useSearch({ from: '/audit' })
  const { filter: asked, wrong } = useMemo(() => askedOf(query), [query])
  const filter = useDeferredValue(asked)
  const navigate = useNavigate()
  const show = useCallback((next: string) => void navigate({ to: '/audit', search: next ? { query: next } : {}, replace: true }), [navigate])
  const verify = useVerification(asked)
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        query={<SearchBox label={t('audit.query')} placeholder={t('audit.query_placeholder')} clear={t('audit.clear_query')} value={query} isWrong={wrong.length > 0} onChange={show} />}
      >
        <Exports filter={asked} />
        <Button look="main" isBusy={verify.isPending} onPress={() => verify.mutate()}>
          {t('audit.verify')}
        </Button>
      </PageHeader>
      <div className={styles.page} data-footed>
        <Period query={query} onChange={show} />
        {wrong.length > 0 && (
          <p role="alert" className={styles.wrong}>
            <Prose text={t('audit.wrong', { said: wrong.join(' ') })} />
          </p>
        )}
        {verify.error && <ErrorPanel error={verify.error} />}
        {verify.data && <Verdicts report={verify.data} />}
        <Events filter={filter} asked={asked} />
      </div>
    </>
  )
}

function Events({ filter, asked }: { filter: AuditFilter; asked: AuditFilter }) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(auditQuery(filter))
  const [open, setOpen] = useState<AuditEvent>()
  const isWide = useIsWide()
  const columns = useMemo(() => columnsOf(setOpen).filter(({ id }) => isWide || id !== 'detail'), [isWide])
  const [seen] = useState(() => Date.now())
  const items = data?.pages.flatMap((page) => page.items)
  return (
    <Naming events={items ?? []}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={8} columns={['90px', '12%', '14%', '20%', '70px']} />}
      {items?.length === 0 && <EmptyState title={t('audit.empty')} body={t('audit.empty_body')} action={<ButtonLink to="/audit">{t('audit.show_all')}</ButtonLink>} />}
      {items && items.length > 0 && <Table label={t('audit.title')} columns={columns} items={items} keyOf={({ id }) => id} />}
      <Foot>
        {hasNextPage && (
          <Button isBusy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
            {t('audit.more')}
          </Button>
        )}
        <CommandLine command={listCommand(auditParts(asked, seen))} />
        <CommandLine command={verifyCommand(auditParts(asked, seen))} />
      </Foot>
      {open && <EventDialog event={open} onClose={() => setOpen(undefined)} />}
    </Naming>
  )
}

const dates = ({ from, to }: Partial<AuditFilter>) => [...(from ? ['--from', from] : []), ...(to ? ['--to', to] : [])]
const verifyCommand = (filter: Partial<AuditFilter>): string => muster('audit', 'verify', ...dates(filter))

function listCommand(filter: Partial<AuditFilter>): string {
  const named = (['actor', 'action', 'target'] as const).flatMap((name) => (filter[name] ? [`--${name}`, filter[name] ?? ''] : []))
  return muster('audit', 'list', ...named, ...dates(filter))
}

/** Verifies the dates that are shown; what was sealed meanwhile is read again. */
function useVerification(filter: AuditFilter) {
  const client = useQueryClient()
  const verify = useMutation({
    mutationFn: () => {
      const { from, to } = auditParts(filter, Date.now())
      return call('get', '/v1/audit/report', { query: { ...(from && { fromDate: from }), ...(to && { toDate: to }) } })
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.audit }),
  })
  const { mutate } = verify
  const [isWanted, setWanted] = useForm('verification')
  useEffect(() => {
    if (!isWanted) return
    setWanted(false)
    mutate()
  }, [isWanted, setWanted, mutate])
  return verify
}

function Exports({ filter }: { filter: AuditFilter }) {
  const isWide = useIsWide()
  const exports = (['csv', 'ndjson'] as const).map((format) => ({ id: format, text: t(format === 'csv' ? 'audit.export_csv' : 'audit.export'), run: () => void saveLog(filter, format) }))
  if (!isWide) return <MoreMenu label={t('audit.exports')} entries={exports} />
  return exports.map(({ id, text, run }) => (
    <Button key={id} onPress={run}>
      {text}
    </Button>
  ))
}

/** What has a page leads there. */
function Target({ id }: { id: string }) {
  if (/^job_\d/.test(id)) return <Link to="/jobs/$jobId" params={{ jobId: id }} className={styles.name}><code>{id}</code></Link>
  if (id.startsWith('wrk_')) return <Link to="/workers/$workerId" params={{ workerId: id }} className={styles.name}><Named id={id} /></Link>
  if (id.startsWith('agt_')) return <Link to="/agents/$agentId" params={{ agentId: id }} className={styles.name}><Named id={id} /></Link>
  return <Named id={id} />
}

function Detail({ event }: { event: AuditEvent }) {
  const said = told(event).map(({ name, value }) => `${name}: ${value}`).join(' · ')
  return <span className={styles.soft} title={said}>{said || '–'}</span>
}

async function saveLog(filter: AuditFilter, format: 'ndjson' | 'csv') {
  const { from, to } = auditParts(filter, Date.now())
  try {
    await download('/v1/audit/export', {}, { format, from, to }, `audit.${format}`)
  } catch {
    toast(t('audit.export_failed'), 'danger')
  }
}
