// The parts of the settings by the titles of their sections, in the order of the page.

import { t } from '~/messages/t'
import { platform } from '~/platform'

export const parts: readonly string[] = [
  t('settings.appearance'),
  ...(platform.app ? [t('desktop.title'), t('profiles.title')] : []),
  t('people.title'),
  t('sessions.title'),
  t('tokens.title'),
  t('secrets.title'),
  t('providers.title'),
  t('spending.title'),
  t('retention.title'),
  t('ai.title'),
  t('backups.title'),
  t('keys.title'),
  t('about.title'),
]
