import type { RetentionRule } from '~/api/schema'
import { t } from '~/messages/t'
import styles from './Retention.module.css'

/** What is kept, in words. */
export function RetentionRules({ rules }: { rules: RetentionRule[] }) {
  if (rules.length === 0) return <p className={styles.all}>{t('retention.everything')}</p>
  return (
    <ol className={styles.rules} aria-label={t('retention.rules')}>
      {rules.map((rule, place) => (
        <li key={place}>{sentence(rule)}</li>
      ))}
      {rules.every((rule) => rule.label) && <li>{t('retention.others')}</li>}
    </ol>
  )
}

/** A rule in words. */
function sentence({ label, keep_last, keep_days }: RetentionRule): string {
  const about = label ? t('retention.labelled', { label }) : t('retention.all')
  const last = typeof keep_last === 'number' ? [t('retention.last', { count: keep_last })] : []
  const days = typeof keep_days === 'number' ? [t('retention.days', { count: keep_days })] : []
  const kept = [...last, ...days]
  return t('retention.sentence', { about, kept: kept.length > 0 ? kept.join(t('retention.and')) : t('retention.for_ever') })
}
