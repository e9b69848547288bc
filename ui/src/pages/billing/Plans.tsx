import { useQuery } from '@tanstack/react-query'
import { meQuery } from '~/api/queries'
import type { BillingStatus, Offer } from '~/api/schema'
import { number } from '~/format/number'
import { Button } from '~/kit/Button'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { t } from '~/messages/t'
import { useCheckout } from './checkout'
import { billerName, planName, priceText } from './money'
import styles from './BillingPage.module.css'

const most = (limit: number | null | undefined): string => (typeof limit === 'number' ? number(limit) : t('billing.no_limit'))

const columns: Column<Offer>[] = [
  { id: 'plan', title: t('billing.column_plan'), width: 'minmax(84px, 0.8fr)', cell: ({ plan }) => planName(plan) },
  { id: 'workers', title: t('billing.column_workers'), width: 'minmax(88px, 112px)', isNumber: true, cell: ({ limits }) => most(limits.maxCloudWorkers) },
  { id: 'environments', title: t('billing.column_environments'), width: 'minmax(92px, 112px)', isNumber: true, cell: ({ limits }) => most(limits.maxEnvironments) },
  { id: 'price', title: t('billing.column_price'), width: 'minmax(136px, 1fr)', cell: ({ price }) => priceText(price) },
  { id: 'buy', title: t('billing.column_buy'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (offer) => <Buy offer={offer} /> },
]

/** What can be bought. Who has a subscription changes it in the portal. */
export function Plans({ status }: { status: BillingStatus }) {
  const isSubscribed = ['active', 'trialing', 'past_due'].includes(status.status)
  const [first] = status.offers
  if (!first || isSubscribed) return null
  return (
    <Section title={t('billing.plans')}>
      <Table label={t('billing.plans')} columns={columns} items={status.offers} keyOf={({ biller, plan }) => `${biller} ${plan}`} />
      <p className={styles.note}>{consent(status.offers, first)}</p>
    </Section>
  )
}

/** What somebody agrees to. The price of each plan stands in its row, beside its button. */
function consent({ length }: Offer[], first: Offer): string {
  const biller = billerName(first.biller)
  return length === 1 ? t('billing.consent', { price: priceText(first.price), biller }) : t('billing.consent_each', { biller })
}

function Buy({ offer: { plan } }: { offer: Offer }) {
  const me = useQuery(meQuery).data
  const checkout = useCheckout()
  return (
    <Button
      size="small"
      label={t('billing.open_checkout_label', { plan: planName(plan) })}
      disabledReason={me && me.role !== 'owner' ? t('billing.owner_only') : undefined}
      isBusy={checkout.isPending}
      onPress={() => checkout.mutate(plan)}
    >
      {t('billing.open_checkout')}
    </Button>
  )
}
