import { useState } from 'react'
import type { ActivityHour } from '~/api/schema'
import { clock } from '~/format/time'
import { t } from '~/messages/t'
import styles from './Activity.module.css'
import card from './OverviewPage.module.css'

const HOUR_MS = 3_600_000
const HEIGHT = 132
const EDGE = 1.5

/** Jobs that ended, hour by hour: a picture for the eye, a table for everybody else. */
export function Activity({ hours }: { hours: ActivityHour[] }) {
  const [pointed, setPointed] = useState<number>()
  const hour = pointed === undefined ? undefined : hours[pointed]
  return (
    <section className={card.card} aria-label={t('overview.chart')}>
      <h2 className={card.head}>
        {t('overview.last_day')}
        <span>{hour ? hourText(hour) : summary(hours)}</span>
      </h2>
      <Bars hours={hours} pointed={pointed} onPoint={setPointed} />
      <Values hours={hours} />
    </section>
  )
}

const end = (hour: ActivityHour): number => Date.parse(hour.from) + HOUR_MS

function hourText(hour: ActivityHour): string {
  return t('overview.chart_hour', { from: clock(hour.from), to: clock(end(hour)), succeeded: hour.succeeded, failed: hour.failed })
}

function summary(hours: ActivityHour[]): string {
  const sum = (part: 'succeeded' | 'failed') => hours.reduce((total, hour) => total + hour[part], 0)
  return t('overview.chart_summary', { succeeded: sum('succeeded'), failed: sum('failed') })
}

type BarsProps = { hours: ActivityHour[]; pointed: number | undefined; onPoint: (hour: number | undefined) => void }

function Bars({ hours, pointed, onPoint }: BarsProps) {
  const most = Math.max(4, ...hours.map((hour) => hour.succeeded + hour.failed))
  return (
    <div className={styles.plot} aria-hidden="true" onPointerLeave={() => onPoint(undefined)}>
      {hours.map((hour, index) => {
        const failed = (hour.failed / most) * HEIGHT
        const succeeded = (hour.succeeded / most) * HEIGHT
        return (
          <div key={hour.from} className={styles.hour} data-pointed={index === pointed || undefined} onPointerEnter={() => onPoint(index)}>
            <svg className={styles.bar} viewBox={`0 0 10 ${HEIGHT}`} preserveAspectRatio="none">
              <rect x="0" y={HEIGHT - 1} width="10" height="1" className={styles.floor} />
              <rect x="0" y={HEIGHT - succeeded} width="10" height={succeeded} className={styles.succeeded} />
              {succeeded > 0 && <rect x="0" y={HEIGHT - succeeded} width="10" height={EDGE} className={styles.edge} />}
              <rect x="0" y={HEIGHT - succeeded - failed} width="10" height={failed} className={styles.failed} />
            </svg>
            {index % 6 === 0 && <span className={styles.tick}>{clock(hour.from)}</span>}
          </div>
        )
      })}
    </div>
  )
}

function Values({ hours }: { hours: ActivityHour[] }) {
  return (
    <table className="unseen">
      <caption>{t('overview.chart')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('overview.chart_from')}</th>
          <th scope="col">{t('overview.chart_succeeded')}</th>
          <th scope="col">{t('overview.chart_failed')}</th>
        </tr>
      </thead>
      <tbody>
        {hours.map((hour) => (
          <tr key={hour.from}>
            <th scope="row">{clock(hour.from)}</th>
            <td>{hour.succeeded}</td>
            <td>{hour.failed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
