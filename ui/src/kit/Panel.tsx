// The three states of a list that is not full: it loads, it is empty, it could not be read.

import { type ReactNode, useEffect, useState } from 'react'
import { Refused } from '~/api/call'
import { withoutPlace } from '~/api/faults'
import type { Problem } from '~/api/schema'
import { live, useConnection } from '~/live'
import type { Connection } from '~/live/stream'
import { useTold } from '~/format/now'
import { t } from '~/messages/t'
import { Button } from './Button'
import { ButtonLink } from './ButtonLink'
import styles from './Panel.module.css'
import { StateGlyph } from './State'
import { CommandLine, Prose, Said } from './Text'

/** What is shorter than this is not felt as waiting; a skeleton would only flicker. */
const PATIENCE_MS = 150

type SkeletonProps = { rows: number; columns: string[]; /** In pixels, where what will come is mostly as high as that. */ height?: number }

/** Rows in the shape of what will come. */
export function Skeleton({ rows, columns, height }: SkeletonProps) {
  const [isShown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" className={styles.skeleton} style={{ minHeight: height }}>
      <span className="unseen">{t('kit.loading')}</span>
      {/* They have their room from the start, so that nothing below them moves when they are seen. */}
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={styles.boneRow} data-shown={isShown || undefined} aria-hidden="true">
          {columns.map((width, column) => (
            <i key={column} className={styles.bone} style={{ width }} />
          ))}
        </div>
      ))}
    </div>
  )
}

type EmptyProps = { title: string; body: string; action?: ReactNode; command?: string | undefined }

/** One sentence, one action, and the command that does the same. */
export function EmptyState({ title, body, action, command }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <h2>{title}</h2>
      <p>
        <Prose text={body} />
      </p>
      {action}
      {command && <CommandLine command={command} />}
    </div>
  )
}

type ErrorProps = {
  error: Error
  /** What was read can be read again; what was done is done again by whoever wants it. */
  onRetry?: () => void
  /** The last good content is still there below. */
  isStale?: boolean
}

/** What happened, what is being done about it, and what a person can do. */
export function ErrorPanel({ error, onRetry, isStale = false }: ErrorProps) {
  const problem = error instanceof Refused ? error.problem : undefined
  return (
    <div role="alert" className={styles.error} data-stale={isStale || undefined}>
      <StateGlyph tone="danger" glyph="cross" />
      <div className={styles.told}>
        {problem ? <Told problem={problem} /> : onRetry ? <Unanswered /> : <NotSent />}
        {isStale && <p className={styles.soft}>{t('error.stale')}</p>}
      </div>
      {problem?.error === 'spend_ceiling' && (
        <ButtonLink to="/settings" hash={t('spending.title')} size="small">
          {t('error.to_limit')}
        </ButtonLink>
      )}
      {onRetry && (
        <Button size="small" onPress={problem ? onRetry : () => (live.retryNow(), onRetry())}>
          {t('kit.retry')}
        </Button>
      )}
    </div>
  )
}

export function Told({ problem }: { problem: Problem }) {
  return (
    <>
      <h2>
        <Said text={problem.title} />
      </h2>
      <p>
        <Said text={withoutPlace(problem.detail)} />
      </p>
      {problem.hint && (
        <p>
          {t('error.hint')}: <Said text={problem.hint} />
        </p>
      )}
      {problem.request_id && <p className={styles.soft}>{t('error.request', { id: problem.request_id })}</p>}
    </>
  )
}

function Unanswered() {
  const connection = useConnection()
  const next = useTold((now) => nextTry(connection, now))
  return (
    <>
      <h2>{t('error.unreachable')}</h2>
      <p>
        {t('error.unreachable_detail')} {next}
      </p>
    </>
  )
}

/** Nobody knows whether it has arrived, so nothing sends it again by itself. */
function NotSent() {
  const isBack = useConnection().phase === 'live'
  return (
    <>
      <h2>{t('error.unanswered')}</h2>
      <p>{t(isBack ? 'error.press_again' : 'error.press_again_later')}</p>
    </>
  )
}

/** When it will be tried again. */
export function nextTry(connection: Connection, now: number): string {
  if (connection.phase !== 'waiting') return t('error.trying')
  const seconds = Math.max(0, Math.ceil((connection.until - now) / 1000))
  return seconds > 0 ? t('error.next_try', { seconds }) : t('error.trying')
}
