import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './EnvironmentsPage.module.css'

/** The password that was drawn for it, the only time that it is shown. */
export function Password({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <Dialog title={t('environments.password_title')} onClose={onClose}>
      <DialogBody>
        <p>{t('environments.password_body')}</p>
        <p className={styles.password}>
          <code>{text}</code>
          <CopyButton text={text} />
        </p>
      </DialogBody>
      <DialogActions>
        <Button look="main" onPress={onClose}>
          {t('environments.password_done')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
