import type { ArrayProgress } from '~/api/schema'
import { jobLooks } from '~/kit/looks'
import { Parts } from '~/kit/Meter'
import { State } from '~/kit/State'
import { number } from '~/format/number'
import { t } from '~/messages/t'
import { toldProgress } from '~/pages/jobs/progress'
import styles from './TaskBar.module.css'

const looks = { ...jobLooks, under_way: jobLooks.running, waiting: jobLooks.queued }

const order = ['succeeded', 'failed', 'timed_out', 'quarantined', 'cancelled', 'under_way', 'waiting'] as const
type PartName = (typeof order)[number]

/** What happens to few arrays is named only where it happened. */
const isRare = (name: PartName): boolean => name === 'timed_out' || name === 'quarantined'

const words = {
  succeeded: t('job.succeeded'),
  failed: t('job.failed'),
  timed_out: t('job.timed_out'),
  quarantined: t('job.quarantined'),
  cancelled: t('job.cancelled'),
  under_way: t('tasks.under_way'),
  waiting: t('job.queued'),
} satisfies Record<PartName, string>

/** What has begun, in the order in which it is drawn. */
export const partsOf = (array: ArrayProgress) =>
  order.filter((name) => name !== 'waiting').map((name) => ({ id: name, tone: looks[name].tone, count: array[name] }))

/** Where the tasks of an array are: as a picture, and in words and numbers. */
export function TaskBar({ array }: { array: ArrayProgress }) {
  return (
    <section className={styles.bar} aria-label={t('tasks.progress')}>
      <Parts parts={partsOf(array)} total={array.tasks} label={toldProgress(array)} />
      <ul className={styles.legend}>
        {order
          .filter((name) => !isRare(name) || array[name] > 0)
          .map((name) => (
            <li key={name} data-none={array[name] === 0 || undefined}>
              <State {...looks[name]}>
                {words[name]} <b>{number(array[name])}</b>
              </State>
            </li>
          ))}
      </ul>
    </section>
  )
}
