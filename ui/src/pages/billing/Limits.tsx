import type { BillingStatus, LimitStanding } from '~/api/schema'
import { number } from '~/format/number'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { t } from '~/messages/t'
import { thingName } from './money'

const columns: Column<LimitStanding>[] = [
  { id: 'thing', title: t('billing.column_thing'), width: 'minmax(120px, 1fr)', cell: ({ thing }) => thingName(thing) },
  { id: 'held', title: t('billing.column_held'), width: '96px', isNumber: true, cell: ({ held }) => (typeof held === 'number' ? number(held) : '–') },
  { id: 'limit', title: t('billing.column_limit'), width: '96px', isNumber: true, cell: ({ limit }) => (typeof limit === 'number' ? number(limit) : t('billing.no_limit')) },
]

/** How many there may be of what a plan limits; what nobody decides about is not shown. */
export function Limits({ status }: { status: BillingStatus }) {
  const limited = status.limits.filter(({ decided_by }) => decided_by)
  if (limited.length === 0) return null
  return (
    <Section title={t('billing.limits')}>
      <Table label={t('billing.limits')} columns={columns} items={limited} keyOf={({ thing }) => thing} />
    </Section>
  )
}
