import type { Environment } from '~/api/schema'
import { useTold } from '~/format/now'
import { exact, relative } from '~/format/time'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import { stopping } from './stopping'

const HOUR_MS = 3_600_000

/** When it stops by itself; in a row without the reason, which is told to whoever stays there. */
export function StopsBy({ environment, isShort = false }: { environment: Environment; isShort?: boolean }) {
  const told = useTold((now) => words(environment, now))
  const short = useTold((now) => inShort(environment, now))
  const at = useTold((now) => exactly(environment, now))
  return <span title={[isShort && told, at].filter(Boolean).join(' · ')}>{isShort ? short : told}</span>
}

function inShort(environment: Environment, now: number): string {
  const found = stopping(environment, now)
  return 'at' in found ? t('environments.stops_short', { when: relative(new Date(found.at).toISOString(), now) }) : words(environment, now)
}

function exactly(environment: Environment, now: number): string {
  const found = stopping(environment, now)
  return 'at' in found ? exact(new Date(found.at).toISOString()) : ''
}

function words(environment: Environment, now: number): string {
  const found = stopping(environment, now)
  if (found.kind === 'never') return t('environments.stops_never')
  if (found.kind === 'unheard') return t('environments.stops_unheard', { says: said(found.says) })
  if (found.kind === 'soon') return t('environments.stops_soon')
  return t(found.kind === 'kept' ? 'environments.stops_kept' : 'environments.stops_idle', { when: relative(new Date(found.at).toISOString(), now) })
}

/** Whether it may stop within the hour, so that its button stands there without being looked for. */
export const useIsSoonOver = (environment: Environment): boolean => useTold((now) => (isSoon(environment, now) ? 'soon' : '')) !== ''

function isSoon(environment: Environment, now: number): boolean {
  const found = stopping(environment, now)
  return found.kind === 'soon' || ('at' in found && found.at - now < HOUR_MS)
}
