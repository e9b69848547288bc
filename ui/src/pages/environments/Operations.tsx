import { useQuery } from '@tanstack/react-query'
import { operationsQuery } from '~/api/queries'
import type { Operation, OperationStep } from '~/api/schema'
import { ErrorPanel } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { Moment, Said } from '~/kit/Text'
import { t } from '~/messages/t'
import { askWord, kindWord, Progress, words } from './looks'
import { standing, toCome } from './plan'
import { nextText, stepText } from './UnderWay'
import styles from './EnvironmentsPage.module.css'

/** One that was asked, or one that is still to come. */
type Row = { ask: string; step: OperationStep | undefined }

const columns: Column<Row>[] = [
  { id: 'step', title: t('operations.column_step'), width: 'minmax(120px, 1fr)', cell: ({ ask, step }) => <span className={step ? undefined : styles.tocome}>{askWord(ask)}</span> },
  { id: 'began', title: t('operations.column_began'), width: 'minmax(96px, 1fr)', cell: ({ step }) => (step ? <Moment at={step.began_at} /> : <span className={styles.tocome}>{t('operations.to_come')}</span>) },
  { id: 'ended', title: t('operations.column_ended'), width: 'minmax(96px, 1fr)', cell: ({ step }) => (step?.ended_at ? <Moment at={step.ended_at} /> : '–') },
  { id: 'tries', title: t('operations.column_tries'), width: 'max-content', isNumber: true, cell: ({ step }) => step?.tries ?? '–' },
]

/** What goes on has no end yet and stands last. */
const END = '9'
const byTime = (a: OperationStep, b: OperationStep): number => `${a.began_at}${a.ended_at ?? END}`.localeCompare(`${b.began_at}${b.ended_at ?? END}`)

/** What is wanted of something at a provider, with every step and its time. */
export function Operations({ resource }: { resource: string }) {
  const { data, error, refetch } = useQuery(operationsQuery(resource))
  return (
    <Section title={t('operations.title')}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {data?.items.length === 0 && <p className={styles.empty}>{t('operations.empty')}</p>}
      {data?.items.map((operation) => <One key={operation.id} operation={operation} />)}
    </Section>
  )
}

function rowsOf(operation: Operation): Row[] {
  const asked = operation.steps.toSorted(byTime).map((step) => ({ ask: step.ask, step }))
  const rest = operation.state === 'open' ? toCome(operation).map((ask) => ({ ask, step: undefined })) : []
  return [...asked, ...rest]
}

function One({ operation }: { operation: Operation }) {
  const { kind, state, reason, said, created_at, next_at } = operation
  const isOpen = state === 'open'
  const next = isOpen ? nextText(operation) : undefined
  const rows = rowsOf(operation)
  return (
    <div className={styles.operation}>
      <header>
        <strong>{kindWord(kind)}</strong>
        <Progress operation={operation} />
        {isOpen && standing(operation) && <span>{stepText(operation)}</span>}
        {next && <span className={styles.soft}>{next}</span>}
        {reason && reason !== 'under_way' && <span>{words(reason)}</span>}
        {said && <span className={styles.soft}><Said text={said} /></span>}
        {next_at && (
          <span className={styles.soft}>
            {t('operations.next')} <Moment at={next_at} />
          </span>
        )}
        <span className={styles.soft}>
          {t('operations.asked')} <Moment at={created_at} />
        </span>
      </header>
      {rows.length > 0 && <Table label={kindWord(kind)} columns={columns} items={rows} keyOf={({ ask }) => ask} />}
    </div>
  )
}
