import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Overview, WorkerCounts } from '~/api/schema'
import { livenessLooks } from '~/kit/looks'
import { Bar } from '~/kit/Meter'
import { State } from '~/kit/State'
import { number } from '~/format/number'
import { rough } from '~/format/time'
import { useTold } from '~/format/now'
import { t } from '~/messages/t'
import { dollars, useCost } from './cost'
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

function Liveness({ workers }: { workers: WorkerCounts }) {
  if (workers.total === 0) return t('overview.no_workers')
  const away = (['asleep', 'disconnected', 'lost'] as const).filter((state) => workers[state] > 0)
  if (away.length === 0) return t('overview.all_online')
  return away.map((state) => (
    <State key={state} {...livenessLooks[state]}>
      {t(`overview.${state}`, { count: workers[state] })}
    </State>
  ))
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

/** What the clouds cost, beside what lowers it. */
function CostTile() {
  const { today, perHour, ceiling, running, environments, hasCloud } = useCost()
  return (
    <Tile title={t('cost.title')} figure={dollars(today)} beside={perHour > 0 ? t('cost.beside', { rate: dollars(perHour) }) : undefined} note={t('cost.known')}>
      {running === 0 && (hasCloud ? t('cost.nothing') : t('cost.no_cloud'))}
      {running > 0 && ceiling !== undefined && <Bar taken={perHour} total={ceiling} tone={perHour > ceiling ? 'danger' : 'good'} label={t('cost.of_ceiling', { rate: dollars(perHour), ceiling: dollars(ceiling) })} />}
      {running > 0 && <Link to={environments > 0 ? '/environments' : '/workers'}>{t('cost.stop', { count: running })}</Link>}
    </Tile>
  )
}
