import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview, WorkerCounts } from '~/api/schema'
import { livenessLooks } from '~/kit/looks'
import { Bar } from '~/kit/Meter'
import { type Look, State } from '~/kit/State'
import { number } from '~/format/number'
import { rough } from '~/format/time'
import { useTold } from '~/format/now'
import { t } from '~/messages/t'
import { StopEverythingButton } from '~/hands/openers'
import { microDollars, microRate } from '~/format/money'
import { useCost } from './cost'
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

/** What the clouds cost and will have cost by midnight, beside what lowers it. */
function CostTile() {
  const { today, byMidnight, perHour = 0, ceiling, running, hasCloud } = useCost()
  const isKnown = today !== undefined && running !== undefined && hasCloud !== undefined
  if (!isKnown) {
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
  const expected = byMidnight ?? today
  const reckoned = t('cost.reckoned', { count: running, rate: microRate(perHour) })
  return (
    <Tile title={t('cost.title')} figure={microDollars(today)} beside={t('cost.by_midnight', { amount: microDollars(expected) })} note={`${reckoned} ${t('cost.known')}`}>
      {ceiling !== undefined && <Bar taken={expected} total={ceiling} tone={expected > ceiling ? 'danger' : 'good'} label={t('cost.of_ceiling', { amount: microDollars(expected), ceiling: microDollars(ceiling) })} />}
      <span className={styles.money}>
        {ceiling === undefined ? (
          <Link to="/settings" hash={t('spending.title')}>
            {t('cost.set_limit')}
          </Link>
        ) : (
          <span>{t('cost.at_most', { ceiling: microDollars(ceiling) })}</span>
        )}
        <StopEverythingButton size="small" />
      </span>
    </Tile>
  )
}
