import { ToggleButton } from 'react-aria-components'
import { download } from '~/api/call'
import { bytes } from '~/format/number'
import { IconButton } from '~/kit/Button'
import { DownloadIcon } from '~/kit/icons'
import { State } from '~/kit/State'
import { CommandLine } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import styles from './LogFoot.module.css'
import type { LogSource, LogState } from './source'

type Props = {
  source: LogSource
  state: LogState
  job: string
  attempt: number
  isFollowing: boolean
  onFollow: (isFollowing: boolean) => void
}

export function LogFoot({ state, job, attempt, isFollowing, onFollow }: Props) {
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
      <IconButton label={t('log.download')} size="small" onPress={() => void saveLog(job, attempt)}>
        <DownloadIcon />
      </IconButton>
      <span className={styles.command}>
        <CommandLine command={t('log.command', { job })} />
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

/** The log byte by byte, with every escape, as a file. */
async function saveLog(job: string, attempt: number): Promise<void> {
  try {
    await download('/v1/jobs/{id}/log/raw', { id: job }, { attempt }, `${job}-${attempt}.log`)
  } catch {
    toast(t('log.download_failed'), 'danger')
  }
}
