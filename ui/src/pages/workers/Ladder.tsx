import type { Worker, WorkerLiveness } from '~/api/schema'
import { exact, rough } from '~/format/time'
import { useTold } from '~/format/now'
import { livenessLooks } from '~/kit/looks'
import { State } from '~/kit/State'
import { Said } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './Ladder.module.css'

const steps = ['online', 'asleep', 'disconnected', 'lost'] as const satisfies WorkerLiveness[]

/** The four ways a worker can be, which of them it is, since when, and by what that is known. */
export function Ladder({ worker: { liveness, liveness_since: since, evidence } }: { worker: Worker }) {
  const told = useTold((now) => t('ladder.since', { span: rough(Math.max(0, now - Date.parse(since))) }))
  return (
    <ol className={styles.ladder} aria-label={t('ladder.title')}>
      {steps.map((step) => (
        <li key={step} className={styles.step} aria-current={step === liveness ? 'true' : undefined}>
          <State {...livenessLooks[step]}>{t(`worker.${step}`)}</State>
          {step === liveness ? (
            <p>
              <time dateTime={since} title={exact(since)}>
                {told}
              </time>
              {evidence && (
                <>
                  : <Said text={evidence} />
                </>
              )}
            </p>
          ) : (
            <p>{t(`ladder.${step}`)}</p>
          )}
        </li>
      ))}
    </ol>
  )
}
