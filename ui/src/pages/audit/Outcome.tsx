import { State } from '~/kit/State'
import { t } from '~/messages/t'

export function Outcome({ outcome }: { outcome: string }) {
  if (outcome === 'denied') return <State tone="notice" glyph="cross">{t('audit.denied')}</State>
  if (outcome === 'failed') return <State tone="danger" glyph="cross">{t('audit.failed')}</State>
  return <State tone="good" glyph="dot">{t('audit.succeeded')}</State>
}
