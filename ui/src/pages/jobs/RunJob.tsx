import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { call, idempotencyKey, Refused } from '~/api/call'
import { keys } from '~/api/queries'
import type { Job, JobSubmission } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Select, TextField } from '~/kit/Field'
import { RightIcon } from '~/kit/icons'
import { ErrorPanel } from '~/kit/Panel'
import { Keys, shortcut } from '~/kit/Text'
import { newerJob } from '~/live/newer'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import styles from './RunJob.module.css'
import { check, type Draft, draftOf, fieldOf, type Wrong } from './submission'

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
  const isTold = submit.error instanceof Refused && fieldOf(submit.error.problem.field) !== undefined
  return (
    <Dialog title={t('run.title')} width="wide" onClose={closeOverlay}>
      <form onSubmit={(event) => (event.preventDefault(), run())} onKeyDown={onKeyDown}>
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
      </form>
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
      closeOverlay()
      void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } })
    },
    onError: (error) => {
      if (!(error instanceof Refused)) return
      // It was refused, so the next try is another request.
      setKey(idempotencyKey())
      const field = fieldOf(error.problem.field)
      if (field) setWrong({ [field]: error.problem.detail })
    },
  })
}

const whileAway = [
  { id: 'replace', label: t('run.away_replace') },
  { id: 'keep', label: t('run.away_keep') },
  { id: 'stop', label: t('run.away_stop') },
]

const levels = [
  { id: 'none', label: t('run.isolation_none') },
  { id: 'landlock', label: t('run.isolation_landlock') },
  { id: 'bubblewrap', label: t('run.isolation_bubblewrap') },
]

type AdvancedProps = { draft: Draft; wrong: Wrong; set: (field: keyof Draft) => (value: string) => void }

function Advanced({ draft, wrong, set }: AdvancedProps) {
  const isUsed = Object.entries(draftOf()).some(([field, unsaid]) => field !== 'command' && draft[field as keyof Draft] !== unsaid)
  const text = (field: keyof Draft) => ({ value: draft[field], onChange: set(field), error: wrong[field], isOptional: true })
  return (
    <Disclosure className={styles.advanced} defaultExpanded={isUsed}>
      <Heading level={3}>
        <AriaButton slot="trigger" className={styles.trigger}>
          <RightIcon />
          {t('run.advanced')}
        </AriaButton>
      </Heading>
      <DisclosurePanel className={styles.panel}>
        <div className={styles.fields}>
          <TextField label={t('run.name')} hint={t('run.name_hint')} {...text('name')} />
          <div className={styles.pair}>
            <TextField label={t('run.timeout')} hint={t('run.timeout_hint')} {...text('timeout')} />
            <TextField label={t('run.attempts')} hint={t('run.attempts_hint')} {...text('attempts')} />
          </div>
          <div className={styles.pair}>
            <TextField label={t('run.priority')} hint={t('run.priority_hint')} {...text('priority')} />
            <TextField label={t('run.tasks')} hint={t('run.tasks_hint')} {...text('tasks')} />
          </div>
          <div className={styles.pair}>
            <TextField label={t('run.slots')} hint={t('run.slots_hint')} {...text('slots')} />
            <Select label={t('run.on_disconnect')} choices={whileAway} value={draft.onDisconnect} onChange={set('onDisconnect')} />
          </div>
          <Select label={t('run.isolation')} choices={levels} value={draft.isolation} onChange={set('isolation')} />
          <TextField label={t('run.requirements')} hint={t('run.requirements_hint')} rows={2} isMono {...text('requirements')} />
          <div className={styles.pair}>
            <TextField label={t('run.env')} hint={t('run.env_hint')} rows={2} isMono {...text('env')} />
            <TextField label={t('run.labels')} hint={t('run.labels_hint')} rows={2} isMono {...text('labels')} />
          </div>
          <TextField label={t('run.secrets')} hint={t('run.secrets_hint')} rows={2} isMono {...text('secrets')} />
          <TextField label={t('run.artefacts')} hint={t('run.artefacts_hint')} rows={2} isMono {...text('artefacts')} />
          <TextField label={t('run.working_dir')} hint={t('run.working_dir_hint')} isMono {...text('workingDir')} />
          <TextField label={t('run.stdin')} hint={t('run.stdin_hint')} rows={2} isMono {...text('stdin')} />
        </div>
      </DisclosurePanel>
    </Disclosure>
  )
}
