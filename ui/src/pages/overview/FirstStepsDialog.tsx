import { Dialog, DialogActions } from '~/kit/Dialog'
import { Button } from '~/kit/Button'
import { t } from '~/messages/t'
import { FirstSteps } from './FirstSteps'

/** The first steps at any later time, from the palette. */
export default function FirstStepsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t('first.title')} width="wide" onClose={onClose}>
      <FirstSteps />
      <DialogActions aside={t('first.all_done')}>
        <Button onPress={onClose}>{t('kit.close')}</Button>
      </DialogActions>
    </Dialog>
  )
}
