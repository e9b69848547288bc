import { useState } from 'react'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { Doubt, type Question } from './overlay'

/** Asks before something that cannot be taken back. The button says what will happen, never "yes". */
export function Confirm({ question, onClose }: { question: Question; onClose: () => void }) {
  const [isBusy, setBusy] = useState(false)
  const [text, setText] = useState(question.field?.value ?? '')
  const [error, setError] = useState<Error>()
  const confirm = async () => {
    setBusy(true)
    try {
      await question.onConfirm(text.trim(), error instanceof Doubt)
      onClose()
    } catch (problem) {
      setError(problem as Error)
      setBusy(false)
    }
  }
  // What was said of another text says nothing of this one.
  const change = (typed: string) => {
    setText(typed)
    setError(undefined)
  }
  return (
    <Dialog title={question.title} role="alertdialog" onClose={onClose}>
      <DialogForm onSubmit={() => void confirm()}>
        <DialogBody>
          <div>{question.body}</div>
          {question.field && <Asked field={question.field} text={text} onChange={change} />}
          {error instanceof Doubt && (
            <p role="alert">
              <Prose text={error.message} />
            </p>
          )}
          {error && !(error instanceof Doubt) && <ErrorPanel error={error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{question.keep ?? t('kit.cancel')}</Button>
          <Button look={question.isDangerous ? 'danger-main' : 'main'} type="submit" autoFocus={!question.field} isBusy={isBusy}>
            {error instanceof Doubt ? error.confirm : question.confirm}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}

type AskedProps = { field: NonNullable<Question['field']>; text: string; onChange: (text: string) => void }

function Asked({ field: { label, hint }, text, onChange }: AskedProps) {
  return <TextField label={label} {...(hint ? { hint } : {})} value={text} onChange={onChange} autoFocus />
}
