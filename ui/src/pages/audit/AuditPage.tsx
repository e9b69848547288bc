import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { call, download } from '~/api/call'
import { type AuditFilter, auditParts, auditQuery, keys } from '~/api/queries'
import type { AuditEvent, AuditReport } from '~/api/schema'
import { Button } from '~/kit/Button'
import { TextField } from '~/kit/Field'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import styles from './AuditPage.module.css'

const columns: Column<AuditEvent>[] = [
  { id: 'when', title: t('audit.column_when'), width: '110px', cell: ({ at }) => <Moment at={at} /> },
  { id: 'who', title: t('audit.column_who'), width: 'minmax(90px, 0.6fr)', cell: ({ actor }) => <span title={actor}>{actor}</span> },
  { id: 'what', title: t('audit.column_what'), width: 'minmax(110px, 0.6fr)', cell: ({ action }) => <code>{action}</code> },
  { id: 'target', title: t('audit.column_target'), width: 'minmax(110px, 0.8fr)', cell: ({ target }) => <code title={target}>{target}</code> },
  { id: 'outcome', title: t('audit.column_outcome'), width: '96px', cell: ({ outcome }) => <Outcome outcome={outcome} /> },
  { id: 'detail', title: t('audit.column_detail'), width: 'minmax(120px, 1fr)', cell: ({ detail }) => <Detail detail={detail} /> },
  { id: 'place', title: t('audit.column_place'), width: '64px', isNumber: true, cell: ({ place }) => place ?? '–' },
]

const fewColumns = columns.filter(({ id }) => id !== 'detail' && id !== 'place')

const everything: AuditFilter = { actor: '', action: '', target: '', from: '', to: '' }

/** A date that is still being typed is no date yet. */
const isAsked = ({ from, to }: AuditFilter) => [from, to].every((date) => date === '' || /^\d{4}-\d{2}-\d{2}/.test(date))

export default function AuditPage() {
  const [typed, setTyped] = useState(everything)
  const [asked, setAsked] = useState(everything)
  const filter = useDeferredValue(asked)
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(auditQuery(filter))
  const isWide = useIsWide()
  const set = (field: keyof AuditFilter) => (value: string) => {
    const next = { ...typed, [field]: value }
    setTyped(next)
    if (isAsked(next)) setAsked(next)
  }
  const all = () => {
    setTyped(everything)
    setAsked(everything)
  }
  const verify = useVerification(filter)
  const items = data?.pages.flatMap((page) => page.items)
  return (
    <>
      <PageHeader title={t('audit.title')}>
        <Button onPress={() => void saveLog(filter, 'csv')}>{t('audit.export_csv')}</Button>
        <Button onPress={() => void saveLog(filter, 'ndjson')}>{t('audit.export')}</Button>
        <Button look="main" isBusy={verify.isPending} onPress={() => verify.mutate()}>
          {t('audit.verify')}
        </Button>
      </PageHeader>
      <div className={styles.page}>
        <Filters filter={typed} set={set} />
        {verify.error && <ErrorPanel error={verify.error} />}
        {verify.data && <Report report={verify.data} />}
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={8} columns={['90px', '12%', '14%', '20%', '70px']} />}
        {items?.length === 0 && <EmptyState title={t('audit.empty')} body={t('audit.empty_body')} action={<Button onPress={all}>{t('audit.show_all')}</Button>} />}
        {items && items.length > 0 && <Table label={t('audit.title')} columns={isWide ? columns : fewColumns} items={items} keyOf={({ id }) => id} />}
        <footer className={styles.foot}>
          {hasNextPage && (
            <Button isBusy={isFetchingNextPage} onPress={() => void fetchNextPage()}>
              {t('audit.more')}
            </Button>
          )}
          <CommandLine command={t('audit.command')} />
        </footer>
      </div>
    </>
  )
}

function Filters({ filter, set }: { filter: AuditFilter; set: (field: keyof AuditFilter) => (value: string) => void }) {
  return (
    <section className={styles.filters} aria-label={t('audit.filters')}>
      <TextField label={t('audit.actor')} value={filter.actor} onChange={set('actor')} placeholder={t('audit.actor_placeholder')} isMono />
      <TextField label={t('audit.action')} value={filter.action} onChange={set('action')} placeholder={t('audit.action_placeholder')} isMono />
      <TextField label={t('audit.target')} value={filter.target} onChange={set('target')} placeholder={t('audit.target_placeholder')} isMono />
      <TextField label={t('audit.from')} value={filter.from} onChange={set('from')} placeholder={t('audit.date_placeholder')} isMono />
      <TextField label={t('audit.to')} value={filter.to} onChange={set('to')} placeholder={t('audit.date_placeholder')} isMono />
    </section>
  )
}

/** Verifies the dates that are shown; what was sealed meanwhile is read again. */
function useVerification({ from, to }: AuditFilter) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('get', '/v1/audit/report', { query: { ...(from && { fromDate: from }), ...(to && { toDate: to }) } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.audit }),
  })
}

function Report({ report }: { report: AuditReport }) {
  const { verified, checkedCount, brokenAtEventId, integrity, completeness, reason } = report
  return (
    <section className={styles.report} role="status">
      <State tone={verified ? 'good' : 'danger'} glyph={verified ? 'dot' : 'cross'}>
        <strong>{reason ? told(reason.says, brokenAtEventId) : t('audit.verified', { count: checkedCount })}</strong>
      </State>
      <p>{t(`audit.integrity_${integrity}`)}</p>
      <p>{t(`audit.completeness_${completeness}`)}</p>
    </section>
  )
}

const told = (reason: string, event: string | null | undefined) => (event ? t('audit.broken_at', { reason, event }) : t('audit.broken', { reason }))

function Outcome({ outcome }: { outcome: string }) {
  if (outcome === 'denied') return <State tone="notice" glyph="cross">{t('audit.denied')}</State>
  if (outcome === 'failed') return <State tone="danger" glyph="cross">{t('audit.failed')}</State>
  return <State tone="good" glyph="dot">{t('audit.succeeded')}</State>
}

function Detail({ detail }: { detail: unknown }) {
  const parts = Object.entries((detail ?? {}) as Record<string, unknown>)
  if (parts.length === 0) return <span className={styles.soft}>–</span>
  return (
    <span className={styles.soft} title={JSON.stringify(detail)}>
      {parts.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ')}
    </span>
  )
}

async function saveLog(filter: AuditFilter, format: 'ndjson' | 'csv') {
  const { from, to } = auditParts(filter)
  try {
    await download('/v1/audit/export', {}, { format, from, to }, `audit.${format}`)
  } catch {
    toast(t('audit.export_failed'), 'danger')
  }
}
