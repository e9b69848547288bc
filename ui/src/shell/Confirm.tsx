import { useState } from 'react'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel } from '~/kit/Panel'
import { t } from '~/messages/t'
import type { Question } from './overlay'

/** Asks before something that cannot be taken back. The button says what will happen, never "yes". */
export function Confirm({ question, onClose }: { question: Question; onClose: () => void }) {
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const confirm = async () => {
    setBusy(true)
    try {
      await question.onConfirm()
      onClose()
    } catch (problem) {
      setError(problem as Error)
      setBusy(false)
    }
  }
  return (
    <Dialog title={question.title} role="alertdialog" onClose={onClose}>
      <DialogBody>
        <div>{question.body}</div>
        {error && <ErrorPanel error={error} />}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{question.keep ?? t('kit.cancel')}</Button>
        <Button look={question.isDangerous ? 'danger-main' : 'main'} autoFocus isBusy={isBusy} onPress={confirm}>
          {question.confirm}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
