import type { Worker } from '~/api/schema'
import { number } from '~/format/number'
import { muster } from '~/hands/command'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import styles from './WorkerPage.module.css'

type Limit = readonly [name: string, value: string]

/** Each limit by itself; what is not said is allowed. */
function limitsOf({ owner }: Worker): Limit[] {
  const { hours, only_on_mains, battery_floor, idle_minutes, not_metered, no_updates, programs, submitters, cpu_percent, memory_mib, disk_mib, isolation } = owner
  const all: (Limit | false | null | undefined | 0 | '')[] = [
    hours && [t('limits.hours'), hours.replace('-', '–')],
    only_on_mains && [t('limits.power'), t('limits.only_on_mains')],
    !only_on_mains && battery_floor && [t('limits.power'), t('limits.battery_floor', { floor: battery_floor })],
    idle_minutes && [t('limits.idle'), t('limits.idle_minutes', { count: idle_minutes })],
    not_metered && [t('limits.network'), t('limits.not_metered')],
    cpu_percent && [t('limits.cpu'), t('limits.percent', { percent: cpu_percent })],
    memory_mib && [t('limits.memory'), t('limits.gib', { size: number(memory_mib / 1024) })],
    disk_mib && [t('limits.disk'), t('limits.gib', { size: number(disk_mib / 1024) })],
    isolation && [t('limits.isolation'), isolation],
    programs.length > 0 && [t('limits.programs'), programs.join(', ')],
    submitters.length > 0 && [t('limits.submitters'), submitters.join(', ')],
    no_updates && [t('limits.updates'), t('limits.no_updates')],
  ]
  return all.filter((one): one is Limit => Boolean(one))
}

/** What the owner of the machine allows. It is said there and nowhere else, so it is only shown here. */
export function OwnerLimits({ worker }: { worker: Worker }) {
  const limits = limitsOf(worker)
  const { closed_because: because, running } = worker.owner
  return (
    <Section title={t('limits.title')}>
      <p className={styles.intro}>{worker.is_this_machine ? t('limits.own') : t('limits.others', { machine: worker.name })}</p>
      <dl className={styles.facts}>
        {because && (
          <Fact name={t('limits.now')}>
            <State tone="notice" glyph="ring">
              {t('limits.closed', { because })}
            </State>
          </Fact>
        )}
        {limits.length === 0 && <Fact name={t('limits.jobs')}>{t('limits.none')}</Fact>}
        {limits.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
        {limits.length > 0 && <Fact name={t('limits.running')}>{running === 'goes_on' ? t('limits.goes_on') : t('limits.gives_way')}</Fact>}
      </dl>
      {worker.is_this_machine && (
        <footer className={styles.foot}>
          <CommandLine command={muster('worker', 'limits')} />
        </footer>
      )}
    </Section>
  )
}
