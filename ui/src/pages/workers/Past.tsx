// How a worker was: a strip of the last day or week, and the same in words.

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { workerPastQuery } from '~/api/past-queries'
import type { Worker, WorkerSpan } from '~/api/schema'
import { useNow, useTold } from '~/format/now'
import { clock, date, goingOn, rough } from '~/format/time'
import { Button } from '~/kit/Button'
import { Segments } from '~/kit/Field'
import { livenessLooks } from '~/kit/looks'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Moment, Said } from '~/kit/Text'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { type PastKind, pieces, sums } from './past'
import styles from './Past.module.css'
import { kept } from './standing'

const HOUR_MS = 3_600_000
const windows = ['24', '168'] as const
type Hours = (typeof windows)[number]
const windowWords = { '24': t('past.day'), '168': t('past.week') } satisfies Record<Hours, string>
/** As many as fill a card. */
const FEW = 8
/** A pixel or so. */
const EVERY_MS = 30_000

const words = {
  online: t('worker.online'),
  asleep: t('worker.asleep'),
  disconnected: t('worker.disconnected'),
  lost: t('worker.lost'),
  unknown: t('timeline.unknown'),
} satisfies Record<PastKind, string>

const columns: Column<WorkerSpan>[] = [
  { id: 'state', title: t('jobs.column_state'), width: '124px', cell: ({ state }) => <State {...livenessLooks[state]}>{words[state]}</State> },
  { id: 'from', title: t('past.from'), width: '92px', isNumber: true, cell: ({ from }) => <Moment at={from} /> },
  { id: 'for', title: t('past.for'), width: '72px', isNumber: true, cell: (span) => <Length span={span} /> },
  { id: 'evidence', title: t('past.evidence'), width: 'minmax(0, 1fr)', cell: ({ evidence }) => <Evidence text={evidence} /> },
]

export function Past({ worker }: { worker: Worker }) {
  const { data, error, refetch } = useQuery(workerPastQuery(worker))
  const [hours, choose] = useState<Hours>('24')
  const [isWhole, setWhole] = useState(false)
  const spans = kept(worker, data?.items ?? [])
  const choice = <Segments label={t('past.window')} choices={windows.map((id) => ({ id, label: windowWords[id] }))} value={hours} onChange={choose} />
  return (
    <Section title={t('past.title')} action={<span className={styles.choice}>{choice}</span>}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={3} columns={['90px', '70px', '40%']} />}
      {data && spans.length === 0 && <p className={styles.intro}>{t('past.nothing')}</p>}
      {spans.length > 0 && (
        <>
          <Strip spans={spans} since={Date.parse(worker.joined_at)} hours={Number(hours)} />
          <Table label={t('past.title')} columns={columns} items={isWhole ? spans : spans.slice(0, FEW)} keyOf={({ from }) => from} />
        </>
      )}
      {spans.length > FEW && !isWhole && (
        <footer className={styles.foot}>
          <Button size="small" onPress={() => setWhole(true)}>
            {t('past.more', { count: spans.length - FEW })}
          </Button>
        </footer>
      )}
    </Section>
  )
}

const toldSums = (all: ReturnType<typeof sums>): string => all.map(({ kind, span }) => `${words[kind]} ${goingOn(span)}`).join(' · ')

/** The window as one line, each piece in the form of its state, from when it joined; its sums are told below. */
function Strip({ spans, since, hours }: { spans: WorkerSpan[]; since: number; hours: number }) {
  const to = useNow(EVERY_MS) + EVERY_MS
  const window = { from: to - hours * HOUR_MS, to }
  const all = pieces(spans, { from: Math.max(window.from, since), to })
  // The line is drawn a little beyond now, and told up to now, as what stands below it is.
  const told = useTold((now) => toldSums(sums(pieces(spans, { from: Math.max(now - hours * HOUR_MS, since), to: now }))))
  const share = (moment: number) => ((moment - window.from) / (window.to - window.from)) * 100
  const when = (moment: number) => (hours > 24 ? `${date(new Date(moment).toISOString())} ${clock(moment)}` : clock(moment))
  return (
    <div className={styles.past}>
      <div className={styles.strip} role="img" aria-label={told} dir="ltr">
        {all.map(({ kind, from, to: end }) => (
          <i key={from} data-kind={kind} title={`${words[kind]} · ${when(from)}–${when(end)}`} style={{ left: `${share(from)}%`, width: `max(1px, ${share(end) - share(from)}%)` }} />
        ))}
      </div>
      <p className={styles.ends} dir="ltr">
        <span>{when(window.from)}</span>
        <span>{told}</span>
        <span>{t('past.now')}</span>
      </p>
    </div>
  )
}

const Evidence = ({ text }: { text: string }) => (
  <span title={saidPlainly(text)}>
    <Said text={text} />
  </span>
)

function Length({ span: { from, until } }: { span: WorkerSpan }) {
  return useTold((now) => (until ? rough(Math.max(0, Date.parse(until) - Date.parse(from))) : goingOn(Math.max(0, now - Date.parse(from)))))
}
