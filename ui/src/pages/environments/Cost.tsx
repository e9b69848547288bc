import { useQuery } from '@tanstack/react-query'
import { cloudQuery } from '~/api/queries'
import type { Environment } from '~/api/schema'
import { t } from '~/messages/t'
import { costNow, costOfFiles, ratesAt } from './cost'
import { fullPrice, price } from './looks'
import styles from './EnvironmentsPage.module.css'

/** What it costs now. What is stopped costs its files, and never shows the price of a machine. */
export function CostNow({ environment }: { environment: Environment }) {
  const cloud = useQuery(cloudQuery).data
  const { of, micro } = costNow(environment, ratesAt(cloud, environment))
  if (of === 'all' || !micro) return price(micro)
  const told = t('environments.price_files', { price: price(micro) })
  return <span title={`${told}. ${t('environments.files_only')}`}>{told}</span>
}

/** The same on its page, with a month of it, and what it costs otherwise. */
export function CostInFull({ environment }: { environment: Environment }) {
  const cloud = useQuery(cloudQuery).data
  const rates = ratesAt(cloud, environment)
  const { of, micro } = costNow(environment, rates)
  const files = costOfFiles(environment, rates)
  if (of === 'files') {
    return (
      <span className={styles.lines}>
        {micro ? t('environments.price_files', { price: fullPrice(micro) }) : price(micro)}
        <span className={styles.soft}>{t('environments.price_running', { price: price(environment.price_per_hour) })}</span>
      </span>
    )
  }
  return (
    <span className={styles.lines}>
      {fullPrice(micro)}
      {environment.status === 'running' && <span className={styles.soft}>{t('environments.survives', { storage: environment.storage_gb, price: price(files) })}</span>}
    </span>
  )
}
