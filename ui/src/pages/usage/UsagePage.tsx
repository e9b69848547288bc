import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { download } from '~/api/call'
import { overviewQuery, spendQuery } from '~/api/queries'
import type { MeterStanding, UsageOverview } from '~/api/schema'
import { usageQuery } from '~/api/usage-queries'
import { StopEverythingButton } from '~/hands/openers'
import { Button } from '~/kit/Button'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { CommandLine } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { Costs } from './Costs'
import { Limits, Notices } from './Limits'
import { OverTime } from './OverTime'
import styles from './UsagePage.module.css'
import { quantity } from './words'

export default function UsagePage() {
  const { data, error, refetch } = useQuery(usageQuery)
  return (
    <>
      <PageHeader title={t('usage.title')}>
        <StopBillable />
        <Button onPress={() => void saveUsage()}>{t('usage.export')}</Button>
      </PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={8} columns={['20%', '20%', '20%']} />}
        {data && <Overview overview={data} />}
        <footer className={styles.foot}>
          <CommandLine command={t('usage.command')} />
        </footer>
      </div>
    </>
  )
}

function Overview({ overview }: { overview: UsageOverview }) {
  const isEmpty = overview.meters.every(({ this_month }) => this_month === 0)
  return (
    <>
      <Notices notices={overview.notices} />
      <Limits overview={overview} />
      {isEmpty && <EmptyState title={t('usage.empty')} body={t('usage.empty_body')} />}
      <OverTime />
      <Now meters={overview.meters} />
      <Costs />
    </>
  )
}

/** What was used; the rest is one press away. */
function Now({ meters }: { meters: MeterStanding[] }) {
  const [isWhole, setWhole] = useState(false)
  const used = meters.filter(({ today, this_month }) => today > 0 || this_month > 0)
  const unused = meters.length - used.length
  const more = unused > 0 && (
    <Button size="small" look="quiet" onPress={() => setWhole(!isWhole)}>
      {isWhole ? t('usage.hide_unused') : t('usage.show_unused', { count: unused })}
    </Button>
  )
  return (
    <Section title={t('usage.now')} action={more}>
      <Table label={t('usage.now')} columns={columns} items={isWhole ? meters : used} keyOf={({ meter }) => meter} />
      <StillRuns />
    </Section>
  )
}

/** An attempt is metered when it has ended, so what runs for long is not in the time of jobs yet. */
function StillRuns() {
  const running = useQuery({ ...overviewQuery, enabled: false }).data?.jobs.running ?? 0
  return running > 0 ? <p className={styles.note}>{t('usage.still_runs', { count: running })}</p> : null
}

/** Where something billable runs. */
function StopBillable() {
  const { data } = useQuery(spendQuery)
  return data && data.running.length > 0 ? <StopEverythingButton /> : null
}

const columns: Column<MeterStanding>[] = [
  { id: 'meter', title: t('usage.column_meter'), width: 'minmax(120px, 1fr)', cell: ({ meter }) => t(`usage.meter_${meter}`) },
  { id: 'today', title: t('usage.column_today'), width: '120px', isNumber: true, cell: ({ meter, today }) => quantity(meter, today) },
  { id: 'month', title: t('usage.column_month'), width: '120px', isNumber: true, cell: ({ meter, this_month }) => quantity(meter, this_month) },
]

async function saveUsage() {
  try {
    await download('/v1/usage/export', {}, {}, 'usage.csv')
  } catch {
    toast(t('usage.export_failed'), 'danger')
  }
}
