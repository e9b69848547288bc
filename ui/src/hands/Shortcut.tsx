import { Keys as Key } from '~/kit/Text'
import { type Keys, showKeys } from './keys'
import styles from './Shortcut.module.css'

/** The keys of an action, as they are labelled on this machine. */
export function Shortcut({ keys }: { keys: Keys }) {
  const all = showKeys(keys)
  if (all.length === 0) return null
  return (
    <span className={styles.keys}>
      {all.map((key, index) => (
        <Key key={index} keys={key} />
      ))}
    </span>
  )
}
