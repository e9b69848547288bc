// What the plan and what providers cost: the plan beside what is used of it, then what is up, the dearest first.

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useRefusal } from '~/api/may'
import { usageCostQuery } from '~/api/queries'
import type { CostItem, LimitStanding, UsageCost } from '~/api/schema'
import { number } from '~/format/number'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { t } from '~/messages/t'
import { planName, priceText, thingName } from '~/pages/billing/money'
import { StopEverything } from '~/pages/settings/StopEverything'
import styles from './UsagePage.module.css'
import { money, quantity } from './words'

export function Costs() {
  const { data, error, refetch } = useQuery(usageCostQuery)
  const [isStopping, setStopping] = useState(false)
  const refusal = useRefusal()
  const isUp = data?.items.some(({ action }) => action === 'stop')
  const stop = (
    <Button size="small" look="danger" disabledReason={refusal} onPress={() => setStopping(true)}>
      {t('usage.stop_all')}
    </Button>
  )
  const close = () => {
    setStopping(false)
    void refetch()
  }
  return (
    <Section title={t('usage.costs')} action={isUp && stop}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['30%', '20%', '20%']} />}
      {data && <Included cost={data} />}
      {data?.items.length === 0 && <p className={styles.note}>{t('usage.costs_none')}</p>}
      {data && data.items.length > 0 && (
        <>
          <p className={styles.note}>{t('usage.costs_total', { total: money(data.total_usd), month: money(data.month_usd) })}</p>
          <Table label={t('usage.costs')} columns={columns} items={data.items} keyOf={({ meter, subject }) => `${meter} ${subject}`} />
          <p className={styles.note}>{t('usage.costs_note')}</p>
        </>
      )}
      {isStopping && <StopEverything onClose={close} />}
    </Section>
  )
}

/** The plan beside what is used of it. */
function Included({ cost: { plan, plan_price: price, included } }: { cost: UsageCost }) {
  const name = planName(plan)
  return (
    <>
      <p className={styles.note}>{price ? t('usage.plan_costs', { plan: name, price: priceText(price) }) : t('usage.plan_free', { plan: name })}</p>
      <Table label={t('usage.included')} columns={uses} items={included} keyOf={({ thing }) => thing} />
    </>
  )
}

const uses: Column<LimitStanding>[] = [
  { id: 'thing', title: t('usage.included'), width: 'minmax(120px, 1fr)', cell: ({ thing }) => thingName(thing) },
  { id: 'held', title: t('usage.column_in_use'), width: '110px', isNumber: true, cell: ({ held }) => (typeof held === 'number' ? number(held) : '–') },
  { id: 'limit', title: t('usage.column_at_most'), width: '110px', isNumber: true, cell: ({ limit }) => (typeof limit === 'number' ? number(limit) : t('billing.no_limit')) },
]

const columns: Column<CostItem>[] = [
  { id: 'thing', title: t('usage.column_thing'), width: 'minmax(120px, 1fr)', cell: ({ name, subject }) => <span title={subject}>{name ?? subject}</span> },
  { id: 'hours', title: t('usage.column_hours'), width: '90px', isNumber: true, cell: ({ meter, hours }) => quantity(meter, hours) },
  { id: 'price', title: t('usage.column_price'), width: '110px', isNumber: true, cell: ({ price_per_hour_usd: price }) => (typeof price === 'number' ? money(price) : t('usage.no_price')) },
  { id: 'cost', title: t('usage.column_cost'), width: '110px', isNumber: true, cell: ({ cost_usd: cost }) => (typeof cost === 'number' ? money(cost) : '–') },
  { id: 'action', title: t('usage.column_action'), width: 'minmax(140px, 1fr)', cell: (item) => <Action item={item} /> },
]

/** It leads to where the thing is stopped or deleted, with everything that is known of it in sight. */
function Action({ item: { meter, subject, name, action } }: { item: CostItem }) {
  if (!action) return t('usage.is_gone')
  const words = t(`usage.action_${action}`, { name: name ?? subject })
  if (meter === 'environment_hours') {
    return (
      <Link to="/environments/$environmentId" params={{ environmentId: subject }}>
        {words}
      </Link>
    )
  }
  return (
    <Link to="/workers/$workerId" params={{ workerId: subject }}>
      {words}
    </Link>
  )
}
