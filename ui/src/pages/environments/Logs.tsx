import { useEffect, useState, useSyncExternalStore } from 'react'
import { call } from '~/api/call'
import type { Environment } from '~/api/schema'
import { save } from '~/format/save'
import { muster } from '~/hands/command'
import { Section } from '~/kit/Section'
import { textOf } from '~/log/lines'
import { LogView } from '~/log/LogView'
import { TailLog } from '~/log/tail'
import { t } from '~/messages/t'
import styles from './EnvironmentsPage.module.css'

/** As many as the coordinator gives. */
const LINES = 2000
const nothing = () => {}

/** The last lines that it wrote, asked for again and again while it runs. */
export function Logs({ environment: { id, name, status } }: { environment: Environment }) {
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  const [log] = useState(
    () => new TailLog(async (signal) => (await call('get', '/v1/environments/{id}/logs', { path: { id }, query: { lines: LINES }, signal })).text),
  )
  const isRunning = status === 'running'
  useEffect(() => {
    if (isRunning) log.start()
    else log.rest()
    return () => log.stop()
  }, [log, isRunning])
  const { version } = useSyncExternalStore(log.listen, log.snapshot)
  const isEmpty = version >= 0 && log.lines.rows.length === 0
  const about = {
    label: t('env_log.label', { name }),
    command: muster('env', 'logs', name, '--lines', String(LINES)),
    download: t('env_log.download'),
    save: () => save(new TextEncoder().encode(log.lines.rows.map((row) => `${textOf(row)}\n`).join('')), `${name}.log`),
  }
  return (
    <div id="log">
      <Section title={t('env_log.title')} action={<div ref={setSlot} />}>
        {isEmpty && !isRunning ? (
          <p className={styles.empty}>{t('env_log.none')}</p>
        ) : (
          <div className={styles.log}>
            <LogView source={log} job={id} attempt={undefined} about={about} target={undefined} onTarget={nothing} toolsSlot={slot} tools={null} />
          </div>
        )}
      </Section>
    </div>
  )
}
