// The rules for what costs money, in words.

import type { CloudRules } from '~/api/schema'
import { microDollars as dollars } from '~/format/money'
import { t } from '~/messages/t'
import { providerName } from '~/pages/environments/looks'

export const spendingWords = (rules: CloudRules) => {
  const { ceiling_per_hour: ceiling, default_provider: provider, stop_idle_workers_after_minutes: minutes, delete_stopped_workers_after_days: days, remind } = rules
  return {
    ceiling: typeof ceiling === 'number' ? t('spending.ceiling_is', { dollars: dollars(ceiling) }) : t('spending.no_ceiling'),
    place: provider ? providerName(provider) : t('spending.edit_default_environment'),
    idle: typeof minutes === 'number' ? t('spending.idle_after', { minutes }) : t('spending.never'),
    stopped: typeof days === 'number' ? t('spending.deleted_after', { days }) : t('spending.never_deleted'),
    reminder: remind === false ? t('spending.reminds_not') : t('spending.reminds'),
  }
}
