import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ButtonLink } from '~/kit/ButtonLink'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import { useStore } from '~/store'
import { actionGroups, actionIds, groupOf, keysOf, shortcuts } from './bindings'
import type { Keys } from './keys'
import { Shortcut } from './Shortcut'
import styles from './ShortcutSheet.module.css'
import { hasWindowKeys, shownWindowKeys } from './window-keys'

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
                    <One key={id} text={t(`action.${id}`)} keys={keysOf(id, now)} />
                  ))}
              </dl>
            </section>
          ))}
          {hasWindowKeys && <OfWindow />}
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

function One({ text, keys }: { text: string; keys: Keys }) {
  return (
    <div className={styles.one}>
      <dt>{text}</dt>
      <dd>
        <Shortcut keys={keys} />
      </dd>
    </div>
  )
}

/** What a browser around the page would have, and nobody can change. */
function OfWindow() {
  return (
    <section aria-label={t('window.title')}>
      <h3 className={styles.title}>{t('window.title')}</h3>
      <dl>
        {shownWindowKeys.map(({ entry, keys }) => (
          <One key={entry} text={t(`window.${entry}`)} keys={keys} />
        ))}
        <One text={t('window.pages')} keys="Mod+1 Mod+9" />
      </dl>
    </section>
  )
}
