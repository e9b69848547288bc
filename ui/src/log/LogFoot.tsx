import { ToggleButton } from 'react-aria-components'
import { download } from '~/api/call'
import { bytes } from '~/format/number'
import { save } from '~/format/save'
import { muster } from '~/hands/command'
import { Button, IconButton } from '~/kit/Button'
import { ClockIcon, DownloadIcon, LinkIcon, WrapIcon } from '~/kit/icons'
import { State } from '~/kit/State'
import { CommandLine, copyText } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import styles from './LogFoot.module.css'
import { textOf } from './lines'
import type { LogAbout, LogFeed } from './LogView'
import { hasTimes, isWrapped } from './settings'
import type { LogState } from './source'
import { useStore } from '~/store'

type Props = {
  source: LogFeed
  state: LogState
  job: string
  attempt: number | undefined
  commandOf: readonly string[]
  about: LogAbout | undefined
  target: number | undefined
  isFollowing: boolean
  onFollow: (isFollowing: boolean) => void
}

export function LogFoot({ source, state, job, attempt, commandOf, about, target, isFollowing, onFollow }: Props) {
  const [isTimed, wraps] = [useStore(hasTimes), useStore(isWrapped)]
  // What has ended says no more, and of several logs only one at a time is printed.
  const goesOn = attempt !== undefined && state.phase !== 'complete'
  const downloads = about?.download ?? (attempt === undefined ? t('log.download_shown') : t('log.download'))
  const keep = about?.save ?? (() => (attempt === undefined ? saveShown(job, source) : void saveLog(job, attempt)))
  return (
    <footer className={styles.foot}>
      {state.phase === 'complete' ? (
        <State tone="muted" glyph="dot">
          {t('log.complete')}
        </State>
      ) : (
        <ToggleButton className={styles.follow} isSelected={isFollowing} onChange={onFollow} aria-label={t('log.follow')}>
          <State tone={state.phase === 'failed' ? 'danger' : 'busy'} glyph={glyphOf(state, isFollowing)}>
            {phaseText(state, isFollowing)}
          </State>
        </ToggleButton>
      )}
      <span className={styles.size}>{bytes(state.size)}</span>
      <IconButton label={downloads} size="small" onPress={keep}>
        <DownloadIcon />
      </IconButton>
      {!about && (
        <IconButton label={t('log.times')} size="small" isPressed={isTimed} onPress={() => hasTimes.set(!isTimed)}>
          <ClockIcon />
        </IconButton>
      )}
      <IconButton label={t('log.wrap')} size="small" isPressed={wraps} onPress={() => isWrapped.set(!wraps)}>
        <WrapIcon />
      </IconButton>
      {target !== undefined && (
        <Button size="small" look="quiet" onPress={() => void copyText(location.href)}>
          <LinkIcon />
          {t('log.copy_line', { number: target })}
        </Button>
      )}
      <span className={styles.command}>
        <CommandLine command={about?.command ?? muster('job', 'logs', ...(goesOn ? ['-f'] : []), ...commandOf)} />
      </span>
    </footer>
  )
}

function glyphOf(state: LogState, isFollowing: boolean) {
  if (state.phase === 'failed') return 'cross'
  return isFollowing && state.phase === 'following' ? 'halo' : 'ring'
}

function phaseText(state: LogState, isFollowing: boolean): string {
  if (state.phase === 'failed') return t('log.interrupted')
  if (state.phase === 'reading') return t('log.reading')
  return isFollowing ? t('log.following') : t('log.follow')
}

/** Several logs as they are shown, a line each with its time and its task. */
function saveShown(job: string, { lines }: LogFeed): void {
  const text = lines.rows.map((row) => `${row.at} ${row.source ?? ''} ${textOf(row)}\n`).join('')
  save(new TextEncoder().encode(text), `${job}.log`)
}

/** The log byte by byte, with every escape, as a file. */
async function saveLog(job: string, attempt: number): Promise<void> {
  try {
    await download('/v1/jobs/{id}/log/raw', { id: job }, { attempt }, `${job}-${attempt}.log`)
  } catch {
    toast(t('log.download_failed'), 'danger')
  }
}
