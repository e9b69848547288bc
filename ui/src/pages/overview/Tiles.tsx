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
      <LastDayTile overview={overview} />
    </section>
  )
}

function Tile({ title, figure, beside, children }: { title: string; figure: number; beside?: string | undefined; children: ReactNode }) {
  return (
    <div className={styles.tile}>
      <h2>{title}</h2>
      <p className={styles.figure}>
        {number(figure)} {beside && <small>{beside}</small>}
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

function LastDayTile({ overview: { activity } }: { overview: Overview }) {
  const failed = activity.reduce((sum, hour) => sum + hour.failed, 0)
  const ended = activity.reduce((sum, hour) => sum + hour.succeeded, failed)
  return (
    <Tile title={t('overview.last_day')} figure={ended} beside={t('overview.ended', { count: ended })}>
      {ended === 0 && t('overview.none_ended')}
      {ended > 0 && failed === 0 && t('overview.none_failed')}
      {failed > 0 && (
        <State tone="danger" glyph="cross">
          <Link to="/jobs" search={{ state: 'failed,timed_out,quarantined' }} className={styles.failed}>
            {t('overview.failed', { count: failed })}
          </Link>
        </State>
      )}
    </Tile>
  )
}
