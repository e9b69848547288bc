import { t } from '~/messages/t'
import { useStore } from '~/store'
import styles from './PendingKeys.module.css'
import { Shortcut } from './Shortcut'
import { goesOn, pending } from './useKeys'

/** After the first key of several: how it can go on. */
export function PendingKeys() {
  const pressed = useStore(pending)
  if (!pressed) return null
  return (
    <div role="status" className={styles.box}>
      <span className="unseen">{t('keys.go_on')}</span>
      <ul>
        {goesOn(pressed).map(({ id, rest }) => (
          <li key={id}>
            <Shortcut keys={rest} />
            {t(`action.${id}`)}
          </li>
        ))}
      </ul>
    </div>
  )
}
