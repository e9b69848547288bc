import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState } from '~/kit/Panel'
import { t } from '~/messages/t'

/** There is no marketplace here, and how there would be one. */
export function Off() {
  return <EmptyState title={t('market.off')} body={t('market.off_body')} action={<ButtonLink to="/agents">{t('market.own')}</ButtonLink>} command={t('market.off_command')} />
}
