// One meter, divided: as a chart, and as the table that says the same.

import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import type { UsageBy, UsageMeter, UsagePoint, UsageSeries } from '~/api/schema'
import { usageSeriesQuery } from '~/api/usage-queries'
import { chunks } from '~/chunks'
import { dayOf } from '~/format/time'
import { Segments, Select } from '~/kit/Field'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { t } from '~/messages/t'
import { patiently } from '~/patience'
import { axisOf } from './axis'
import styles from './UsagePage.module.css'
import { meters, quantity } from './words'

const Chart = lazy(() => patiently(chunks.chart))

const ways = ['day', 'worker', 'environment', 'person'] as const satisfies readonly UsageBy[]
const views = ['chart', 'table'] as const
type View = (typeof views)[number]

/** More bars than this could not be told apart. */
const MOST_BARS = 31

export function OverTime() {
  const [meter, setMeter] = useState<UsageMeter>('job_seconds')
  const [by, setBy] = useState<UsageBy>('day')
  const [view, setView] = useState<View>('chart')
  const { data, error, refetch } = useQuery(usageSeriesQuery(meter, by))
  return (
    <Section title={t('usage.over_time')}>
      <div className={styles.choices}>
        <Select label={t('usage.meter')} choices={meters.map((id) => ({ id, label: t(`usage.meter_${id}`) }))} value={meter} onChange={setMeter} />
        <Segments label={t('usage.by')} choices={ways.map((id) => ({ id, label: t(`usage.by_${id}`) }))} value={by} onChange={setBy} />
        <Segments label={t('usage.view')} choices={views.map((id) => ({ id, label: t(`usage.view_${id}`) }))} value={view} onChange={setView} />
      </div>
      <div className={styles.series}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['30%', '20%']} />}
        {data && <Shown series={data} view={view} />}
      </div>
    </Section>
  )
}

function Shown({ series, view }: { series: UsageSeries; view: View }) {
  const { meter, points } = series
  if (series.total === 0) return <p className={styles.note}>{t('usage.nothing')}</p>
  if (view === 'chart') return <Bars series={series} />
  return (
    <>
      <p className={styles.note}>{t('usage.total', { total: quantity(meter, series.total) })}</p>
      <Table label={t(`usage.meter_${meter}`)} columns={columns(series)} items={points.filter((point) => point.quantity > 0)} keyOf={({ key }) => key} />
    </>
  )
}

/** The bar that is pointed at is told in place of all of them. */
function Bars({ series }: { series: UsageSeries }) {
  const { meter, by, points } = series
  const [pointed, setPointed] = useState<number>()
  const shown = points.slice(0, MOST_BARS)
  const total = quantity(meter, series.total)
  const point = pointed === undefined ? undefined : shown[pointed]
  return (
    <>
      <p className={styles.note}>{point ? t('usage.of_bar', { bar: label(series, point), amount: quantity(meter, point.quantity) }) : t('usage.total', { total })}</p>
      <div className={styles.chart} role="img" aria-label={t('usage.chart_label', { meter: t(`usage.meter_${meter}`), total, by: t(`usage.by_${by}`) })}>
        <Suspense fallback={<Skeleton rows={4} columns={['60%']} />}>
          <Chart
            labels={shown.map((one) => label(series, one))}
            values={shown.map((one) => one.quantity)}
            axis={axisOf(meter, Math.max(0, ...shown.map((one) => one.quantity)))}
            onPoint={setPointed}
          />
        </Suspense>
      </div>
    </>
  )
}

const columns = (series: UsageSeries): Column<UsagePoint>[] => [
  { id: 'key', title: t(`usage.by_${series.by}`), width: 'minmax(140px, 1fr)', cell: (point) => <span title={point.key}>{label(series, point)}</span> },
  { id: 'quantity', title: t('usage.column_quantity'), width: '140px', isNumber: true, cell: (point) => quantity(series.meter, point.quantity) },
]

const label = ({ by }: UsageSeries, { key, name }: UsagePoint): string => name ?? (key === '' ? t('usage.not_known') : by === 'day' ? dayOf(key) : key)
