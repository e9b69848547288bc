import { useQuery } from '@tanstack/react-query'
import { spendQuery } from '~/api/queries'
import { ButtonLink } from '~/kit/ButtonLink'
import { State } from '~/kit/State'
import { t } from '~/messages/t'
import { dollars } from '~/pages/settings/Spending'
import styles from './StillRunning.module.css'

/** What still runs at providers is said for the day on which the coordinator has said it. */
export function StillRunning() {
  const spend = useQuery(spendQuery).data
  const told = spend?.reminder
  if (!spend || !told || spend.running.length === 0 || told.day !== new Date().toISOString().slice(0, told.day.length)) return null
  return (
    <p className={styles.still} role="status">
      <State tone="notice" glyph="ring">{t('spending.still', { count: spend.running.length, dollars: dollars(spend.per_day) })}</State>
      <ButtonLink to="/settings" size="small">
        {t('need.show')}
      </ButtonLink>
    </p>
  )
}
