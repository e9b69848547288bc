// The parts of the timeline that are drawn: the steps of the jobs, the lanes, and the times below.

import { useMemo } from 'react'
import type { Job } from '~/api/schema'
import { clock } from '~/format/time'
import { t } from '~/messages/t'
import type { Span } from '../spans'
import { type Cluster, type Lane, type LaneKind, moments, ticks } from './facts'
import styles from './Timeline.module.css'

/** Where a moment stands in the window. */
export const left = (at: number, { from, to }: Span): string => `${((at - from) / (to - from)) * 100}%`

const HEIGHT = 100

/** How many jobs ran, as steps. */
export function Area({ jobs, window }: { jobs: Job[]; window: Span }) {
  const path = useMemo(() => {
    const all = moments(jobs, window)
    const most = Math.max(2, ...all.map(({ running }) => running))
    const x = (at: number) => (((at - window.from) / (window.to - window.from)) * 1000).toFixed(1)
    const y = (running: number) => (HEIGHT - (running / most) * (HEIGHT - 8)).toFixed(1)
    const steps = all.map(({ at, running }) => `H${x(at)}V${y(running)}`).join('')
    return { top: `M0 ${HEIGHT}${steps}H1000`, area: `M0 ${HEIGHT}${steps}H1000V${HEIGHT}Z`, most }
  }, [jobs, window])
  return (
    <div className={styles.area} aria-hidden="true">
      <span className={styles.most}>{path.most}</span>
      <svg viewBox={`0 0 1000 ${HEIGHT}`} preserveAspectRatio="none">
        <path d={path.area} className={styles.fill} />
        <path d={path.top} className={styles.edge} vectorEffect="non-scaling-stroke" />
      </svg>
    </div>
  )
}

/** A cross where a job failed; where many did, their number beside it. */
export function Failures({ clusters, window }: { clusters: Cluster[]; window: Span }) {
  return clusters.map(({ at, jobs }) => (
    <span key={jobs[0]?.id} className={styles.failure} style={{ left: left(at, window) }} title={jobs.map(({ id }) => id).join(', ')}>
      <i />
      {jobs.length > 1 && <b>{jobs.length}</b>}
    </span>
  ))
}

const laneWords = {
  online: t('worker.online'),
  asleep: t('worker.asleep'),
  disconnected: t('worker.disconnected'),
  lost: t('worker.lost'),
  paused: t('worker.paused'),
  busy: t('timeline.busy'),
  unknown: t('timeline.unknown'),
  environment: t('environments.is_running'),
  made: t('environments.is_creating'),
  stopped: t('environments.is_stopped'),
} satisfies Record<LaneKind, string>

export function Lanes({ lanes, window }: { lanes: Lane[]; window: Span }) {
  return (
    <ul className={styles.lanes} dir="ltr" aria-label={t('timeline.lanes')}>
      {lanes.map((lane) => (
        <li key={lane.id} className={styles.lane}>
          <span className={styles.name} title={lane.name}>
            {lane.name}
          </span>
          <span className="unseen">{laneWords[lane.spans.at(-1)?.kind ?? 'unknown']}</span>
          <span className={styles.bars}>
            {lane.spans.map((span) => (
              <i
                key={`${span.kind} ${span.from}`}
                data-kind={span.kind}
                title={`${laneWords[span.kind]} · ${clock(span.from)}–${clock(span.to)}`}
                style={{ left: left(span.from, window), width: `max(2px, ${((span.to - span.from) / (window.to - window.from)) * 100}%)` }}
              />
            ))}
          </span>
        </li>
      ))}
    </ul>
  )
}

export function Ticks({ window }: { window: Span }) {
  return (
    <div className={styles.ticks} aria-hidden="true">
      {ticks(window, 8).filter((at) => at - window.from > (window.to - window.from) / 50 && window.to - at > (window.to - window.from) / 50).map((at) => (
        <span key={at} style={{ left: left(at, window) }}>
          {clock(at)}
        </span>
      ))}
    </div>
  )
}
