// What the plan and what providers cost: the plan beside what is used of it, then what is up, the dearest first, each with
// the button that lowers it.

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { billingQuery, cloudQuery, keys } from '~/api/queries'
import type { CostItem, LimitStanding, UsageCost } from '~/api/schema'
import { usageCostQuery } from '~/api/usage-queries'
import { dollars as money, dollarsAlike, microDollars, microRate, ratesAlike } from '~/format/money'
import { number } from '~/format/number'
import { clock } from '~/format/time'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { boughtOf, planName, priceText, thingName } from '~/pages/billing/money'
import { OldPrices } from '~/pages/environments/looks'
import { useCost } from '~/pages/overview/cost'
import { ask } from '~/shell/overlay'
import { isMetered } from './plan'
import styles from './UsagePage.module.css'
import { quantity } from './words'

export function Costs() {
  const { data, error, refetch } = useQuery(usageCostQuery)
  return (
    <Section title={t('usage.costs')}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['30%', '20%', '20%']} />}
      {data && <Included cost={data} />}
      {data?.items.length === 0 && <p className={styles.note}>{t('usage.costs_none')}</p>}
      {data && data.items.length > 0 && (
        <>
          <p className={styles.note}>{t('usage.costs_total', { total: money(data.total_usd), month: money(data.month_usd) })}</p>
          <Forecast />
          <Table label={t('usage.costs')} columns={columnsOf(data.items)} items={data.items} keyOf={({ meter, subject }) => `${meter} ${subject}`} />
          <p className={styles.note}>{t('usage.costs_note')}</p>
          <PriceDay />
        </>
      )}
    </Section>
  )
}

/** What today comes to, and by what that is reckoned. */
function Forecast() {
  const { today, byItsEnd, endsAt, perHour, running, ceiling, unpriced } = useCost()
  if (today === undefined || byItsEnd === undefined || perHour === undefined || running === undefined) return null
  if (running === 0) return <p className={styles.note}>{t('usage.today_only', { today: microDollars(today) })}</p>
  const sentences = [
    t('usage.forecast_money', { today: microDollars(today), amount: microDollars(byItsEnd), time: clock(endsAt) }),
    ceiling !== undefined && t('usage.forecast_most', { ceiling: microRate(ceiling) }),
    t('cost.reckoned', { count: running, rate: microRate(perHour) }),
    unpriced > 0 && `${t('cost.unpriced', { count: unpriced })}.`,
  ]
  return <p className={styles.note}>{sentences.filter(Boolean).join(' ')}</p>
}

/** The oldest of the lists of prices. */
function PriceDay() {
  const offer = useQuery({ ...cloudQuery, retry: false }).data
  const days = [...(offer?.workers ?? []).map(({ prices_as_of }) => prices_as_of), ...(offer?.regions ?? []).map(({ rates }) => rates?.as_of)]
  const oldest = days.filter((day): day is string => Boolean(day)).toSorted()[0]
  return (
    <p className={styles.note}>
      <OldPrices day={oldest} />
    </p>
  )
}

/** The plan beside what is used of it; what was bought at a biller is told by Billing, and here the same. */
function Included({ cost: { plan, plan_price: price, included } }: { cost: UsageCost }) {
  const bought = boughtOf(useQuery(billingQuery).data)
  const name = bought?.name ?? planName(plan)
  const costs = price ? priceText(price) : bought?.price
  const free = bought ? t('usage.plan_bought', { plan: name }) : t('usage.plan_free', { plan: name })
  return (
    <>
      <p className={styles.note}>{costs ? t('usage.plan_costs', { plan: name, price: costs }) : free}</p>
      <Table label={t('usage.included')} columns={uses} items={included.filter((standing) => !isMetered(standing))} keyOf={({ thing }) => thing} />
    </>
  )
}

const uses: Column<LimitStanding>[] = [
  { id: 'thing', title: t('usage.included'), width: 'minmax(120px, 1fr)', cell: ({ thing }) => thingName(thing) },
  { id: 'held', title: t('usage.column_in_use'), width: '110px', isNumber: true, cell: ({ held }) => (typeof held === 'number' ? number(held) : '–') },
  { id: 'limit', title: t('usage.column_at_most'), width: '110px', isNumber: true, cell: ({ limit }) => (typeof limit === 'number' ? number(limit) : t('billing.no_limit')) },
]

/** Written alike, so that what is dearer is seen by where its digits stand. */
function columnsOf(items: CostItem[]): Column<CostItem>[] {
  const price = ratesAlike(items.flatMap(({ price_per_hour_usd: one }) => one ?? []))
  const cost = dollarsAlike(items.flatMap(({ cost_usd: one }) => one ?? []))
  return [
    { id: 'thing', title: t('usage.column_thing'), width: 'minmax(120px, 1fr)', cell: (item) => <Name item={item} /> },
    { id: 'hours', title: t('usage.column_hours'), width: '120px', isNumber: true, cell: ({ meter, hours }) => quantity(meter, hours) },
    { id: 'price', title: t('usage.column_price'), width: '110px', isNumber: true, cell: ({ price_per_hour_usd: one }) => (typeof one === 'number' ? price(one) : t('usage.no_price')) },
    { id: 'cost', title: t('usage.column_cost'), width: '110px', isNumber: true, cell: ({ cost_usd: one }) => (typeof one === 'number' ? cost(one) : '–') },
    { id: 'action', title: t('usage.column_action'), width: '136px', isNumber: true, cell: (item) => <Action item={item} /> },
  ]
}

const isEnvironment = ({ meter }: CostItem): boolean => meter.startsWith('environment')
const nameOf = ({ name, subject }: CostItem): string => name ?? subject

/** It leads to everything that is known of the thing, unless it is gone. */
function Name({ item }: { item: CostItem }) {
  const { subject, action } = item
  if (!action) return <span title={subject}>{nameOf(item)}</span>
  return isEnvironment(item) ? (
    <Link to="/environments/$environmentId" params={{ environmentId: subject }} title={subject}>
      {nameOf(item)}
    </Link>
  ) : (
    <Link to="/workers/$workerId" params={{ workerId: subject }} title={subject}>
      {nameOf(item)}
    </Link>
  )
}

async function lower({ subject: id, action }: CostItem, isOfEnvironment: boolean): Promise<void> {
  if (action === 'stop') {
    await (isOfEnvironment ? call('post', '/v1/environments/{id}/stop', { path: { id } }) : call('post', '/v1/workers/{id}/stop', { path: { id }, body: {} }))
    return
  }
  await (isOfEnvironment ? call('delete', '/v1/environments/{id}', { path: { id }, query: { force: true } }) : call('delete', '/v1/workers/{id}', { path: { id } }))
}

/** What lowers it is done here; deleting asks before. */
function Action({ item }: { item: CostItem }) {
  const client = useQueryClient()
  const refusal = useRefusal()
  const name = nameOf(item)
  const act = async () => {
    await lower(item, isEnvironment(item))
    toast(item.action === 'stop' ? t('cloud.is_stopping', { name }) : t('environments.is_deleting', { name }))
    const changed = [keys.usageCost, keys.spend, keys.environments, keys.workers, keys.machines]
    await Promise.all(changed.map((queryKey) => client.invalidateQueries({ queryKey })))
  }
  const stop = useMutation({ mutationFn: act, onError: (refused) => toast(refused.message, 'danger') })
  if (!item.action) return t('usage.is_gone')
  const remove = () =>
    ask({
      title: t('environments.delete_title', { name }),
      body: isEnvironment(item) ? t('usage.delete_body') : t('workers.remove_body'),
      confirm: t('environments.delete_confirm'),
      isDangerous: true,
      onConfirm: act,
    })
  const isStop = item.action === 'stop'
  return (
    <Button size="small" label={t(`usage.action_${item.action}`, { name })} disabledReason={refusal} isBusy={stop.isPending} onPress={isStop ? () => stop.mutate() : remove}>
      {isStop ? t('environments.stop') : t('environments.delete')}
    </Button>
  )
}
