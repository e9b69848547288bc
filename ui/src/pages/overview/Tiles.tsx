import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview, WorkerCounts } from '~/api/schema'
import { livenessLooks } from '~/kit/looks'
import { Bar, isNear, limitLook } from '~/kit/Meter'
import { type Look, State } from '~/kit/State'
import { number } from '~/format/number'
import { clock, rough } from '~/format/time'
import { useTold } from '~/format/now'
import { t } from '~/messages/t'
import { StopEverythingButton } from '~/hands/openers'
import { microDollars, microRate } from '~/format/money'
import { type Cost, useCost } from './cost'
import styles from './Tiles.module.css'

export function Tiles({ overview }: { overview: Overview }) {
  const { workers, slots, busy_slots } = overview
  const taken = { busy: busy_slots, total: slots }
  return (
    <section className={styles.tiles} aria-label={t('overview.tiles')}>
      <Tile title={t('overview.workers')} figure={workers.online} beside={t('overview.online_of', { total: workers.total })}>
        <Liveness workers={workers} />
      </Tile>
      <Tile title={t('overview.running')} figure={overview.jobs.running} beside={t('overview.of_slots', { count: slots })}>
        <Bar taken={busy_slots} total={slots} label={t('overview.slots_taken', taken)} />
      </Tile>
      <WaitingTile overview={overview} />
      <CostTile />
    </section>
  )
}

type TileProps = { title: string; figure: number | string; beside?: string | undefined; note?: string; children: ReactNode }

function Tile({ title, figure, beside, note, children }: TileProps) {
  return (
    <div className={styles.tile}>
      <h2>{title}</h2>
      <p className={styles.figure} title={note}>
        {typeof figure === 'number' ? number(figure) : figure} {beside && <small>{beside}</small>}
      </p>
      <div className={styles.below}>{children}</div>
    </div>
  )
}

const machineLooks = {
  moving: { tone: 'busy', glyph: 'ring' },
  stopped: { tone: 'muted', glyph: 'ring' },
  failed: { tone: 'danger', glyph: 'cross' },
} as const satisfies Record<string, Look>
const machineWords = { moving: 'overview.moving', stopped: 'overview.stopped', failed: 'overview.failed_machines' } as const

/** Who is away, and whose machine explains that. */
function Liveness({ workers: counts }: { workers: WorkerCounts }) {
  if (counts.total === 0) return t('overview.no_workers')
  const away = (['asleep', 'disconnected', 'lost'] as const).filter((state) => counts[state] > 0)
  const elsewhere = (['moving', 'stopped', 'failed'] as const).filter((state) => counts[state] > 0)
  if (counts.online === counts.total) return t('overview.all_online')
  return (
    <>
      {away.map((state) => (
        <State key={state} {...livenessLooks[state]}>
          {t(`overview.${state}`, { count: counts[state] })}
        </State>
      ))}
      {elsewhere.map((state) => (
        <State key={state} {...machineLooks[state]}>
          {t(machineWords[state], { count: counts[state] })}
        </State>
      ))}
    </>
  )
}

function WaitingTile({ overview: { jobs, oldest_waiting } }: { overview: Overview }) {
  const oldest = useTold((now) => (oldest_waiting ? t('overview.oldest', { span: rough(Math.max(0, now - Date.parse(oldest_waiting))) }) : ''))
  return (
    <Tile title={t('overview.waiting')} figure={jobs.waiting} beside={oldest || undefined}>
      {jobs.waiting === 0 ? (
        t('overview.nothing_waits')
      ) : (
        <Link to="/jobs" search={{ state: 'blocked,queued,retry_wait' }}>
          {t('overview.show_waiting')}
        </Link>
      )}
    </Tile>
  )
}

/** What the clouds have cost and will have cost when the day ends, beside what lowers it. */
function CostTile() {
  const cost = useCost()
  const { today, byItsEnd, endsAt, running, hasCloud } = cost
  if (today === undefined || running === undefined || hasCloud === undefined) {
    return (
      <Tile title={t('cost.title')} figure="–" note={t('cost.known')}>
        {t('cost.unknown')}
      </Tile>
    )
  }
  if (running === 0) {
    return (
      <Tile title={t('cost.title')} figure={microDollars(today)} note={t('cost.known')}>
        {hasCloud ? t('cost.nothing') : t('cost.no_cloud')}
      </Tile>
    )
  }
  const expected = t('cost.by', { amount: microDollars(byItsEnd ?? today), time: clock(endsAt) })
  const reckoned = t('cost.reckoned', { count: running, rate: microRate(cost.perHour ?? 0) })
  return (
    <Tile title={t('cost.title')} figure={microDollars(today)} beside={expected} note={`${reckoned} ${t('cost.known')}`}>
      <Pace cost={cost} />
    </Tile>
  )
}

/** What an hour costs, beside the limit that stops more from being made, and what lowers it. */
function Pace({ cost: { perHour = 0, ceiling, unpriced } }: { cost: Cost }) {
  const rate = microRate(perHour)
  const share = ceiling === undefined ? 0 : perHour / ceiling
  const limit = (
    <Link to="/settings" hash={t('spending.title')}>
      {ceiling === undefined ? t('cost.set_limit') : t('cost.of_limit', { rate, ceiling: microRate(ceiling) })}
    </Link>
  )
  return (
    <>
      {ceiling !== undefined && <Bar taken={perHour} total={ceiling} tone={limitLook(share).tone} label={t('cost.of_ceiling', { rate, ceiling: microRate(ceiling) })} />}
      <span className={styles.money}>
        {isNear(share) ? <State {...limitLook(share)}>{limit}</State> : limit}
        <StopEverythingButton size="small" />
      </span>
      {unpriced > 0 && <span className={styles.unpriced}>{t('cost.unpriced', { count: unpriced })}</span>}
    </>
  )
}
