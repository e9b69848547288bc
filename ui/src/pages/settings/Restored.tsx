import { exact } from '~/format/time'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import type { RestoredBackup } from '~/platform/types'

const again = () => location.reload()

/** A backup took the place of everything. The page begins anew: nothing that it has read is true any more. */
export default function Restored({ restored: { as_of, kept_aside } }: { restored: RestoredBackup }) {
  return (
    <Dialog title={t('backups.restored', { at: exact(as_of) })} onClose={again}>
      <DialogBody>
        {kept_aside && (
          <>
            <p>{t('backups.restored_kept')}</p>
            <CommandLine command={kept_aside} />
          </>
        )}
      </DialogBody>
      <DialogActions>
        <Button look="main" autoFocus onPress={again}>
          {t('backups.restored_go_on')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
