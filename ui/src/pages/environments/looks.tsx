import type { Environment, Operation } from '~/api/schema'
import { microDollars, microRate } from '~/format/money'
import { dateOf } from '~/format/time'
import { useIsHeld } from '~/hands/held'
import { type Look, State } from '~/kit/State'
import { said } from '~/messages/said'
import { t } from '~/messages/t'

const names: Record<string, string> = { render: 'Render', daytona: 'Daytona', azure: 'Azure', kubernetes: 'Kubernetes', docker: 'Docker' }

export const providerName = (provider: string): string => names[provider] ?? provider

/** A provider, and the region if it has more than one. */
export const placeOf = (provider: string, region: string | null | undefined): string =>
  [providerName(provider), region !== provider && region].filter(Boolean).join(', ')

const looks: Record<string, Look & { word: string }> = {
  creating: { tone: 'busy', glyph: 'dot', word: t('environments.is_creating') },
  starting: { tone: 'busy', glyph: 'dot', word: t('environments.is_starting_state') },
  provisioning: { tone: 'busy', glyph: 'dot', word: t('environments.is_creating') },
  running: { tone: 'good', glyph: 'dot', word: t('environments.is_running') },
  healthy: { tone: 'good', glyph: 'dot', word: t('environments.is_running') },
  stopping: { tone: 'busy', glyph: 'ring', word: t('environments.is_stopping_state') },
  stopped: { tone: 'muted', glyph: 'ring', word: t('environments.is_stopped') },
  failed: { tone: 'danger', glyph: 'cross', word: t('environments.is_failed') },
  deleting: { tone: 'busy', glyph: 'ring', word: t('environments.is_deleting_state') },
  unread: { tone: 'muted', glyph: 'ring', word: t('environments.is_unread') },
  gone: { tone: 'muted', glyph: 'cross', word: t('environments.is_gone') },
}

export const environmentLook = (status: string): Look => {
  const { tone, glyph } = looks[status] ?? { tone: 'muted' as const, glyph: 'ring' as const }
  return { tone, glyph }
}

export const environmentWord = (status: string): string => looks[status]?.word ?? status

/** How a machine at a provider is. A word of a newer coordinator is shown as it is. */
export function Standing({ status }: { status: string }) {
  const { tone, glyph, word } = looks[status] ?? { tone: 'muted' as const, glyph: 'ring' as const, word: status }
  return (
    <State tone={tone} glyph={glyph}>
      {word}
    </State>
  )
}

/** How an environment is. One whose end was asked for counts as asked for, until it is taken back. */
export function EnvironmentStanding({ environment: { id, status } }: { environment: Environment }) {
  return <Standing status={useIsHeld(id) ? 'deleting' : status} />
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

const kinds: Record<string, string> = {
  create: t('operations.create'),
  start: t('operations.start'),
  stop: t('operations.stop'),
  delete: t('operations.delete'),
  adopt: t('operations.adopt'),
}

/** What is wanted, as people say it. */
export const kindWord = (kind: string): string => kinds[kind] ?? words(kind)

const asks: Record<string, string> = {
  keep_storage: t('operations.ask_keep_storage'),
  create: t('operations.ask_create'),
  look: t('operations.ask_look'),
  start: t('operations.ask_start'),
  stop: t('operations.ask_stop'),
  delete: t('operations.ask_delete'),
  discard_storage: t('operations.ask_discard_storage'),
  address: t('operations.ask_address'),
  health: t('operations.ask_health'),
}

/** What its provider was asked, as people say it. */
export const askWord = (asked: string): string => asks[asked] ?? words(asked)

export const size = ({ cpu_cores, memory_gb, storage_gb }: Pick<Environment, 'cpu_cores' | 'memory_gb' | 'storage_gb'>): string =>
  t('environments.size', { count: cpu_cores, memory: memory_gb, storage: storage_gb })

/** A stable code as people read it. */
export const words = (code: string | null | undefined): string => said((code ?? '').replaceAll('_', ' '))

const HOURS_A_MONTH = 730

export const price = (micro: number | null | undefined): string => {
  if (micro === null || micro === undefined) return t('environments.no_price')
  return micro === 0 ? t('environments.no_cost') : t('environments.price', { dollars: microRate(micro) })
}

export const fullPrice = (micro: number | null | undefined): string =>
  micro ? t('environments.price_both', { dollars: microRate(micro), month: microDollars(micro * HOURS_A_MONTH) }) : price(micro)

/** What a new one costs, and of which day that is, unless `OldPrices` says it. */
export const offeredPrice = (micro: number | null | undefined, day: string | null | undefined): string =>
  micro && day && !isOldPrice(day) ? t('environments.price_of_day', { price: fullPrice(micro), day: dateOf(day) }) : fullPrice(micro)

const YEAR_MS = 366 * 86_400_000

export const isOldPrice = (day: string | null | undefined, now = Date.now()): boolean => Boolean(day) && now - Date.parse(day ?? '') > YEAR_MS

/** Prices change; a list that is older than a year says so, quietly. */
export function OldPrices({ day }: { day: string | null | undefined }) {
  if (!day || !isOldPrice(day)) return null
  return (
    <State tone="notice" glyph="ring" isSentence>
      {t('environments.old_prices', { day: dateOf(day) })}
    </State>
  )
}
