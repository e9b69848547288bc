import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Fragment, useState } from 'react'
import { useRefusal } from '~/api/may'
import { explanationQuery, workersQuery } from '~/api/queries'
import type { Job, WorkerGroup } from '~/api/schema'
import { Button } from '~/kit/Button'
import { verdictLooks } from '~/kit/looks'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { Said } from '~/kit/Text'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import type { Labels } from '~/pages/workers/given'
import { LabelWorker } from './LabelWorker'
import { remediesOf } from './remedies'
import { RemedyButton, useHasCloud } from './RemedyButton'
import styles from './WhyItWaits.module.css'

const columns: Column<WorkerGroup>[] = [
  {
    id: 'count',
    title: t('why.column_count'),
    width: 'minmax(104px, max-content)',
    cell: (group) => <State {...verdictLooks[group.verdict]}>{t('why.count', { count: group.count })}</State>,
  },
  { id: 'why', title: t('why.column_why'), width: 'minmax(0, 1fr)', cell: (group) => <Whole text={group.why} /> },
  { id: 'workers', title: t('why.column_workers'), width: 'minmax(0, 0.6fr)', cell: (group) => <Names group={group} /> },
  { id: 'helps', title: t('why.column_helps'), width: 'minmax(0, 1fr)', cell: (group) => <Helps group={group} /> },
]

/** The fleet by what keeps each worker from the job, and what would help. */
export function WhyItWaits({ job }: { job: Job }) {
  const { data, error, refetch } = useQuery(explanationQuery(job.id, job.reason ?? ''))
  if (data?.groups.length === 0) return null
  return (
    <section className={styles.why} aria-label={t('why.title')}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['20%', '30%', '40%']} height={94} />}
      {data && <Table label={t('why.title')} columns={columns} items={data.groups} keyOf={(group) => group.verdict + group.why} />}
    </section>
  )
}

/** Each leads to where something can be done about it: labels are given on the page of a worker. */
function Names({ group: { workers, count } }: { group: WorkerGroup }) {
  const more = workers.length < count ? ', …' : ''
  return (
    <span title={workers.join(', ') + more}>
      {workers.map((name, at) => (
        <Fragment key={name}>
          {at > 0 && ', '}
          {canBeSearched(name) ? (
            <Link to="/workers" search={{ query: name }}>
              {name}
            </Link>
          ) : (
            name
          )}
        </Fragment>
      ))}
      {more}
    </span>
  )
}

/** What would help, and the buttons that do it. */
function Helps({ group }: { group: WorkerGroup }) {
  const workers = useQuery(workersQuery).data?.items ?? []
  const remedies = remediesOf(group, workers, useHasCloud())
  const isSaidByButton = remedies.some((remedy) => remedy.kind === 'add_worker' && remedy.labels)
  return (
    <>
      {!isSaidByButton && <Whole text={group.helps} />}
      {remedies.length > 0 && (
        <span className={styles.remedies}>
          {remedies.map((remedy) => (remedy.kind === 'label' ? <GiveLabel key={remedy.kind} {...remedy} /> : <RemedyButton key={remedy.kind} remedy={remedy} isNamed />))}
        </span>
      )}
    </>
  )
}

function GiveLabel({ labels, workers }: { labels: Labels; workers: string[] }) {
  const [isOpen, setOpen] = useState(false)
  const refusal = useRefusal()
  return (
    <>
      <Button size="small" disabledReason={refusal} onPress={() => setOpen(true)}>
        {t('need.label')}
      </Button>
      {isOpen && <LabelWorker labels={labels} workers={workers} onClose={() => setOpen(false)} />}
    </>
  )
}

/** Whether the search takes it for a text and nothing else. */
const canBeSearched = (name: string): boolean => /^[\p{L}\p{N} ._-]+$/u.test(name)

/** A sentence that goes on in the next line instead of being cut: what helps is of no use in part. */
function Whole({ text }: { text: string }) {
  return (
    <span className={styles.whole} title={saidPlainly(text)}>
      <Said text={text} />
    </span>
  )
}
