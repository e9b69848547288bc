import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { call, idempotencyKey, Refused } from '~/api/call'
import { faultsOf } from '~/api/faults'
import { keys } from '~/api/queries'
import type { Job, JobSubmission } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Keys, shortcut } from '~/kit/Text'
import { newerJob } from '~/live/newer'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import { Advanced } from './Advanced'
import { check, type Draft, draftOf, places, type Wrong } from './submission'

export default function RunJob({ given }: { given: Partial<JobSubmission> | undefined }) {
  const [draft, setDraft] = useState(() => draftOf(given))
  const [wrong, setWrong] = useState<Wrong>({})
  const submit = useSubmit(setWrong)
  const set = (field: keyof Draft) => (value: string) => {
    setDraft((all) => ({ ...all, [field]: value }))
    setWrong(({ [field]: _, ...rest }) => rest)
  }
  const run = () => {
    const checked = check(draft)
    if ('wrong' in checked) setWrong(checked.wrong)
    else submit.mutate(checked.submission)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return
    event.preventDefault()
    if (!submit.isPending) run()
  }
  const isTold = Object.keys(faultsOf(submit.error, places)).length > 0
  return (
    <Dialog title={t('run.title')} width="wide" onClose={closeOverlay}>
      <DialogForm onSubmit={run} onKeyDown={onKeyDown}>
        <DialogBody>
          <TextField
            label={t('run.command')}
            value={draft.command}
            onChange={set('command')}
            hint={t('run.command_hint')}
            error={wrong.command}
            placeholder={t('run.command_placeholder')}
            rows={4}
            isMono
            autoFocus
          />
          <Advanced draft={draft} wrong={wrong} set={set} />
          {submit.error && !isTold && <ErrorPanel error={submit.error} />}
        </DialogBody>
        <DialogActions
          aside={
            <>
              <Keys keys={shortcut('Enter')} /> {t('run.keys')}
            </>
          }
        >
          <Button onPress={closeOverlay}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={submit.isPending}>
            {submit.isPending ? t('run.submitting') : t('run.submit')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}

/** Submits, and goes to the job. One key per form: pressing twice makes one job. */
function useSubmit(setWrong: (wrong: Wrong) => void) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [key, setKey] = useState(idempotencyKey)
  return useMutation({
    mutationFn: (body: JobSubmission) => call('post', '/v1/jobs', { body, headers: key }),
    onSuccess: (job) => {
      client.setQueryData<Job>(keys.job(job.id), (known) => newerJob(known, job))
      // What became of it while the answer was on its way is not told again, so its page reads it once more.
      void client.invalidateQueries({ queryKey: keys.job(job.id), refetchType: 'none' })
      closeOverlay()
      void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } })
    },
    onError: (error) => {
      if (!(error instanceof Refused)) return
      // It was refused, so the next try is another request.
      setKey(idempotencyKey())
      setWrong(faultsOf(error, places))
    },
  })
}
