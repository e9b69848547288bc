import type { Agent } from '~/api/schema'
import { State } from '~/kit/State'
import { t } from '~/messages/t'

/** How an agent stands, in one word. */
export function Standing({ agent: { status, isPublic, hidden } }: { agent: Agent }) {
  if (status === 'suspended') return <State tone="notice" glyph="ring">{t('agents.suspended')}</State>
  if (status !== 'active') return <State tone="muted" glyph="ring">{t('agents.decommissioned')}</State>
  if (isPublic && hidden) return <State tone="notice" glyph="ring">{t('agents.hidden')}</State>
  return <State tone="good" glyph="dot">{t(isPublic ? 'agents.public' : 'agents.active')}</State>
}
