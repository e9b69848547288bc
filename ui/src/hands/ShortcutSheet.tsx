import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ButtonLink } from '~/kit/ButtonLink'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import { useStore } from '~/store'
import { actionGroups, actionIds, groupOf, keysOf, shortcuts } from './bindings'
import { Shortcut } from './Shortcut'
import styles from './ShortcutSheet.module.css'

/** Every key at a glance; those that somebody chose are as they were chosen. */
export default function ShortcutSheet() {
  const now = useStore(shortcuts)
  const shown = actionIds.filter((id) => keysOf(id, now) !== '')
  return (
    <Dialog title={t('keys.sheet')} width="wide" onClose={closeOverlay}>
      <DialogBody>
        {!now.isOn && <p role="note">{t('keys.are_off')}</p>}
        <div className={styles.groups}>
          {actionGroups.map((group) => (
            <section key={group} aria-label={t(`keys.group_${group}`)}>
              <h3 className={styles.title}>{t(`keys.group_${group}`)}</h3>
              <dl>
                {shown
                  .filter((id) => groupOf(id) === group)
                  .map((id) => (
                    <div key={id} className={styles.one}>
                      <dt>{t(`action.${id}`)}</dt>
                      <dd>
                        <Shortcut keys={keysOf(id, now)} />
                      </dd>
                    </div>
                  ))}
              </dl>
            </section>
          ))}
        </div>
      </DialogBody>
      <DialogActions aside={t('keys.sheet_more')}>
        <ButtonLink to="/settings" hash={t('keys.title')} onClick={closeOverlay}>
          {t('keys.change_all')}
        </ButtonLink>
      </DialogActions>
    </Dialog>
  )
}
