import type { Environment, Operation } from '~/api/schema'
import { type Look, State } from '~/kit/State'
import { t } from '~/messages/t'

const looks: Record<string, Look & { word: string }> = {
  creating: { tone: 'busy', glyph: 'dot', word: t('environments.is_creating') },
  starting: { tone: 'busy', glyph: 'dot', word: t('environments.is_starting_state') },
  running: { tone: 'good', glyph: 'dot', word: t('environments.is_running') },
  stopping: { tone: 'busy', glyph: 'ring', word: t('environments.is_stopping_state') },
  stopped: { tone: 'muted', glyph: 'ring', word: t('environments.is_stopped') },
  failed: { tone: 'danger', glyph: 'cross', word: t('environments.is_failed') },
  deleting: { tone: 'busy', glyph: 'ring', word: t('environments.is_deleting_state') },
  gone: { tone: 'muted', glyph: 'cross', word: t('environments.is_gone') },
}

export const environmentLook = (status: string): Look => {
  const { tone, glyph } = looks[status] ?? { tone: 'muted' as const, glyph: 'ring' as const }
  return { tone, glyph }
}

/** How an environment is. A word of a newer coordinator is shown as it is. */
export function Standing({ environment: { status } }: { environment: Environment }) {
  const { tone, glyph, word } = looks[status] ?? { tone: 'muted' as const, glyph: 'ring' as const, word: status }
  return (
    <State tone={tone} glyph={glyph}>
      {word}
    </State>
  )
}

const operationLooks: Record<string, Look & { word: string }> = {
  open: { tone: 'busy', glyph: 'dot', word: t('operations.is_open') },
  done: { tone: 'good', glyph: 'dot', word: t('operations.is_done') },
  failed: { tone: 'danger', glyph: 'cross', word: t('operations.is_failed') },
  superseded: { tone: 'muted', glyph: 'cross', word: t('operations.is_superseded') },
}

export function Progress({ operation: { state, is_overdue } }: { operation: Operation }) {
  const { tone, glyph, word } = operationLooks[state] ?? { tone: 'muted' as const, glyph: 'ring' as const, word: state }
  if (state === 'open' && is_overdue) return <State tone="notice" glyph="ring">{t('operations.is_overdue')}</State>
  return (
    <State tone={tone} glyph={glyph}>
      {word}
    </State>
  )
}

/** Something is under way, so it is looked at again soon. */
export const isMoving = (status: string): boolean => ['creating', 'starting', 'stopping', 'deleting', 'provisioning'].includes(status)

/** A stable code as people read it. */
export const words = (code: string | null | undefined): string => (code ?? '').replaceAll('_', ' ')

const HOURS_A_MONTH = 730

const dollars = (micro: number, digits: number): string => (micro / 1_000_000).toFixed(digits)

export const price = (micro: number | null | undefined): string =>
  micro === null || micro === undefined ? t('environments.no_price') : t('environments.price', { dollars: dollars(micro, 4) })

export const fullPrice = (micro: number | null | undefined): string =>
  micro === null || micro === undefined
    ? t('environments.no_price')
    : t('environments.price_both', { dollars: dollars(micro, 4), month: dollars(micro * HOURS_A_MONTH, 2) })
