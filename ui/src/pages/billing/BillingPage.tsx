import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { billingQuery } from '~/api/queries'
import type { BillingStatus } from '~/api/schema'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { useSync, useWatchedStatus } from './checkout'
import { Invoices } from './Invoices'
import { Lacks } from './Lacks'
import { Limits } from './Limits'
import { Plan } from './Plan'
import { Plans } from './Plans'
import styles from './BillingPage.module.css'

export default function BillingPage() {
  const { returned } = useSearch({ from: '/billing' })
  const { data, error, refetch } = useQuery(billingQuery)
  const sync = useSync()
  const { mutate } = sync
  // Whoever looks wants to know how things stand now.
  useEffect(() => {
    mutate()
    const look = () => mutate()
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [mutate])
  const isSold = data !== undefined && (data.billers.length > 0 || data.is_enforced)
  return (
    <>
      <PageHeader title={t('billing.title')}>
        {isSold && (
          <Button isBusy={sync.isPending} onPress={() => mutate()}>
            {t('billing.sync')}
          </Button>
        )}
      </PageHeader>
      <div className={styles.page}>
        {returned && <Returned />}
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={6} columns={['20%', '30%', '20%']} />}
        {data && !isSold && <EmptyState title={t('billing.nothing')} body={t('billing.nothing_body')} action={<ButtonLink to="/usage">{t('billing.show_usage')}</ButtonLink>} command={t('billing.command')} />}
        {data && isSold && <Everything status={data} />}
      </div>
    </>
  )
}

function Everything({ status }: { status: BillingStatus }) {
  return (
    <>
      <Lacks status={status} />
      <Plan status={status} />
      <Limits status={status} />
      <Plans status={status} />
      <Invoices status={status} />
      <CommandLine command={t('billing.command')} />
    </>
  )
}

/** Somebody comes back from a checkout: here, or where `muster://checkout-return` leads. */
function Returned() {
  const known = useQuery({ ...billingQuery, enabled: false }).data
  const isPaid = known !== undefined && known.entitled && known.subscriptions.length > 0
  useWatchedStatus(!isPaid)
  return (
    <p className={styles.returned} role="status">
      <State isSentence tone={isPaid ? 'good' : 'busy'} glyph={isPaid ? 'dot' : 'ring'}>
        {isPaid ? t('billing.returned_paid') : t('billing.returned')}
      </State>
    </p>
  )
}
