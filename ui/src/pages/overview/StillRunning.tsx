import { useQuery } from '@tanstack/react-query'
import { spendQuery } from '~/api/queries'
import { useNow } from '~/format/now'
import { StopEverythingButton } from '~/hands/openers'
import { ButtonLink } from '~/kit/ButtonLink'
import { State } from '~/kit/State'
import { t } from '~/messages/t'
import { microDollars as dollars } from '~/format/money'
import styles from './StillRunning.module.css'

const DAY_MS = 86_400_000

/** What still runs at providers is said for the day on which the coordinator has said it. */
export function StillRunning() {
  const spend = useQuery(spendQuery).data
  const today = useNow(DAY_MS)
  const told = spend?.reminder
  const isOfToday = told && new Date(today).toISOString().startsWith(told.day)
  if (!spend || !isOfToday || spend.running.length === 0) return null
  return (
    <p className={styles.still} role="status">
      <State isSentence tone="notice" glyph="ring">{t('spending.still', { count: spend.running.length, dollars: dollars(spend.per_day) })}</State>
      <span className={styles.actions}>
        <ButtonLink to="/settings" hash={t('spending.title')} size="small">
          {t('need.show')}
        </ButtonLink>
        <StopEverythingButton size="small" />
      </span>
    </p>
  )
}
