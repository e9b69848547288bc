import { t } from '~/messages/t'
import { useStore } from '~/store'
import { IconButton } from './Button'
import { CloseIcon } from './icons'
import { StateGlyph } from './State'
import { dismiss, toasts } from './toasts'
import styles from './ToastRegion.module.css'

export function ToastRegion() {
  const all = useStore(toasts)
  return (
    <section className={styles.region} aria-label={t('kit.notifications')}>
      <ul aria-live="polite" aria-relevant="additions">
        {all.map(({ id, text, tone }) => (
          <li key={id} className={styles.toast}>
            <StateGlyph tone={tone} glyph={tone === 'good' ? 'dot' : 'cross'} />
            <span>{text}</span>
            <IconButton label={t('kit.dismiss')} size="small" onPress={() => dismiss(id)}>
              <CloseIcon />
            </IconButton>
          </li>
        ))}
      </ul>
    </section>
  )
}
