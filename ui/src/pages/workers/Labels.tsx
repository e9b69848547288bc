import { t } from '~/messages/t'
import styles from './Labels.module.css'

const SHOWN = 4
/** What the worker found about itself, in the order in which people ask for it. */
const FIRST = ['gpu', 'os', 'arch', 'cpu_cores', 'memory_mib', 'network', 'battery', 'mains', 'metered', 'hostname', 'landlock', 'bubblewrap']

/** What somebody gave to the worker says more than what it found, so it stands first. */
const place = (name: string): number => FIRST.indexOf(name)

function inOrder(labels: Record<string, unknown>): string[] {
  const names = Object.keys(labels).toSorted((a, b) => place(a) - place(b) || a.localeCompare(b))
  return names.map((name) => (labels[name] === true ? name : `${name}=${String(labels[name])}`))
}

export function Labels({ labels }: { labels: Record<string, unknown> }) {
  const all = inOrder(labels)
  const more = all.length - SHOWN
  return (
    <span className={styles.labels} title={all.join('\n')}>
      {all.slice(0, SHOWN).map((label) => (
        <code key={label}>{label}</code>
      ))}
      {more > 0 && <span className={styles.more}>{t('workers.more_labels', { count: more })}</span>}
    </span>
  )
}
