import type { BillingInvoice, BillingStatus } from '~/api/schema'
import { exact } from '~/format/time'
import { Button } from '~/kit/Button'
import { Section } from '~/kit/Section'
import { type Column, Table } from '~/kit/Table'
import { t } from '~/messages/t'
import { openPage, useSync } from './checkout'
import { money } from './money'
import styles from './BillingPage.module.css'

const columns: Column<BillingInvoice>[] = [
  { id: 'date', title: t('billing.column_date'), width: 'minmax(130px, 1fr)', cell: ({ createdAt }) => exact(createdAt) },
  { id: 'number', title: t('billing.column_number'), width: 'minmax(110px, 1fr)', cell: ({ invoiceNumber }) => invoiceNumber ?? '–' },
  { id: 'total', title: t('billing.column_total'), width: '96px', isNumber: true, cell: ({ totalAmount, currency }) => money(totalAmount, currency) },
  { id: 'status', title: t('billing.column_status'), width: '96px', cell: ({ status }) => status },
  { id: 'page', title: t('billing.column_page'), width: '80px', isNumber: true, isTitleHidden: true, cell: (invoice) => <Page invoice={invoice} /> },
]

/** The latest invoices, as the biller shows them. */
export function Invoices({ status: { invoices } }: { status: BillingStatus }) {
  const sync = useSync()
  return (
    <Section title={t('billing.invoices')}>
      {invoices.length === 0 && (
        <div className={styles.none}>
          <p>{t('billing.no_invoices')}</p>
          <Button size="small" isBusy={sync.isPending} onPress={() => sync.mutate()}>
            {t('billing.look_again')}
          </Button>
        </div>
      )}
      {invoices.length > 0 && <Table label={t('billing.invoices')} columns={columns} items={invoices} keyOf={({ id }) => id} />}
    </Section>
  )
}

function Page({ invoice: { invoiceUrl, invoiceNumber, id } }: { invoice: BillingInvoice }) {
  if (!invoiceUrl) return null
  return (
    <Button size="small" label={t('billing.invoice_open_label', { number: invoiceNumber ?? id })} onPress={() => openPage(invoiceUrl)}>
      {t('billing.invoice_open')}
    </Button>
  )
}
