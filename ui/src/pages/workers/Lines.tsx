import { useState } from 'react'
import type { JoinLine } from '~/api/schema'
import { QrCode } from '~/kit/QrCode'
import { Tabs } from '~/kit/Tabs'
import { CopyButton } from '~/kit/Text'
import { type Key, t } from '~/messages/t'
import styles from './AddWorker.module.css'

const systems: Record<string, Extract<Key, 'join.linux' | 'join.macos' | 'join.windows'>> = {
  linux: 'join.linux',
  macos: 'join.macos',
  windows: 'join.windows',
}

/** Most people add a machine like the one they sit at. */
function ownSystem(): string {
  const platform = navigator.platform.toLowerCase()
  if (platform.includes('mac')) return 'macos'
  return platform.includes('win') ? 'windows' : 'linux'
}

const SOURCE = 'https://github.com/muster/muster'
const STEPS = [`git clone ${SOURCE}`, 'cd muster/ui', 'npm ci', 'npm run build', 'cd ..', 'cargo install --locked --path crates/muster-cli']

/** How the program comes to a machine that lacks it, joined as its shell does. */
const installLine = (os: string): string => STEPS.join(os === 'windows' ? '; ' : ' && ')

/** A line for each operating system, with a code for a camera if somebody is to walk to the other machine. */
export function Lines({ lines, hasCode = false, hasInstall = false, onCopied }: { lines: JoinLine[]; hasCode?: boolean; hasInstall?: boolean; onCopied?: () => void }) {
  const [system, setSystem] = useState(ownSystem)
  const named = lines.map((line) => ({ ...line, name: systems[line.os] ? t(systems[line.os] as 'join.linux') : line.os }))
  return (
    <div className={styles.lines}>
      <Tabs
        label={t('join.systems')}
        value={system}
        onChange={setSystem}
        tabs={named.map(({ os, line, name }) => ({
          id: os,
          label: name,
          content: (
            <>
              {hasInstall && (
                <>
                  <p className={styles.install}>{t('join.step_install')}</p>
                  <div className={styles.line}>
                    <code aria-label={t('join.install', { system: name })}>{installLine(os)}</code>
                    <CopyButton text={installLine(os)} label={t('join.copy_install')} />
                  </div>
                  <p className={styles.install}>{t('join.step_join')}</p>
                </>
              )}
              <div className={styles.line}>
                <code aria-label={t('join.line', { system: name })}>{line}</code>
                {/* Of another line nothing was copied yet. */}
                <CopyButton key={line} text={line} label={t('join.copy')} onCopied={onCopied} />
              </div>
              {hasCode && (
                <figure className={styles.code}>
                  <QrCode text={line} label={t('join.code', { system: name })} />
                  <figcaption>{t('join.code_body')}</figcaption>
                </figure>
              )}
            </>
          ),
        }))}
      />
    </div>
  )
}
