import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import type { PauseWorkerRequest, Worker } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Select, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import { useTold } from './steering'

const HOUR = 3600

/** When it goes on by itself, in seconds. */
const resumes = [
  { id: 'never', label: t('workers.resumes_never'), seconds: null },
  { id: 'hour', label: t('workers.resumes_hour'), seconds: HOUR },
  { id: 'eight', label: t('workers.resumes_eight'), seconds: 8 * HOUR },
  { id: 'day', label: t('workers.resumes_day'), seconds: 24 * HOUR },
]

/** When what still runs is taken back, in seconds. */
const takesBack = [
  { id: 'never', label: t('workers.runs_on'), seconds: null },
  { id: 'hour', label: t('workers.runs_hour'), seconds: HOUR },
  { id: 'minutes', label: t('workers.runs_minutes'), seconds: 600 },
  { id: 'now', label: t('workers.runs_now'), seconds: 0 },
]

const secondsOf = (choices: { id: string; seconds: number | null }[], id: string) => choices.find((choice) => choice.id === id)?.seconds ?? null

/** Pauses a worker, or drains it. */
export default function PauseWorker({ worker }: { worker: Worker }) {
  const told = useTold()
  const [reason, setReason] = useState('')
  const [isTried, setTried] = useState(false)
  const [resume, setResume] = useState('never')
  const [back, setBack] = useState('never')
  const pause = useMutation({
    mutationFn: (body: PauseWorkerRequest) => call('post', '/v1/workers/{id}/pause', { path: { id: worker.id }, body }),
    onSuccess: async () => {
      await told(t('workers.pause_done', { worker: worker.name }))
      closeOverlay()
    },
  })
  const isMissing = reason.trim() === ''
  const resumesAfter = secondsOf(resumes, resume)
  // What goes on before it is taken back would never be.
  const possible = takesBack.filter(({ seconds }) => resumesAfter === null || seconds === null || seconds < resumesAfter)
  const takenBack = possible.some(({ id }) => id === back) ? back : 'never'
  const submit = () => {
    setTried(true)
    if (!isMissing) pause.mutate({ reason, resume_after_seconds: resumesAfter, take_back_after_seconds: secondsOf(takesBack, takenBack) })
  }
  return (
    <Dialog title={t('workers.pause_title', { worker: worker.name })} onClose={closeOverlay}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <p>{t('workers.pause_body')}</p>
          <TextField label={t('workers.pause_reason')} hint={t('workers.pause_reason_hint')} value={reason} onChange={setReason} error={isTried && isMissing ? t('kit.missing') : undefined} autoFocus />
          <Select label={t('workers.pause_resumes')} choices={resumes} value={resume} onChange={setResume} />
          <Select label={t('workers.pause_runs')} choices={possible} value={takenBack} onChange={setBack} />
          {pause.error && <ErrorPanel error={pause.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={closeOverlay}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={pause.isPending}>
            {t('workers.pause_confirm')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}
