import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { keys, slotsQuery } from '~/api/queries'
import type { Schedule, ScheduleRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Segments, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Moment } from '~/kit/Text'
import { exactIn } from '~/format/time'
import { t } from '~/messages/t'
import styles from './SchedulesPage.module.css'

const empty = {
  name: '',
  cron: '',
  zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  command: '',
  missed: 'last' as 'none' | 'last' | 'all',
  overlap: 'skip' as 'run' | 'skip',
}
type Draft = typeof empty

const draftOf = ({ name, cron, time_zone, job, missed, overlap }: Schedule): Draft => ({
  name,
  cron,
  zone: time_zone,
  command: job.command ?? '',
  missed,
  overlap: overlap === 'run' ? 'run' : 'skip',
})

/** What the form does not ask for stays as it was. */
const request = ({ name, cron, zone, command, missed, overlap }: Draft, before: Schedule | undefined): ScheduleRequest => ({
  name: name.trim(),
  cron: cron.trim(),
  time_zone: zone.trim(),
  job: { ...before?.job, ...(asksForCommand(before) && { command }) },
  missed,
  overlap,
  ...(missed === 'all' && before?.missed_within_seconds && { missed_within_seconds: before.missed_within_seconds }),
})

/** A job that was made otherwise, of a template or of single words, has no line to edit. */
const asksForCommand = (before: Schedule | undefined) => !before || typeof before.job.command === 'string'

/** Makes a schedule, or changes one. */
export function ScheduleForm({ schedule, onClose }: { schedule?: Schedule; onClose: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => (schedule ? draftOf(schedule) : empty))
  const [key, setKey] = useState(idempotencyKey)
  const [isTried, setTried] = useState(false)
  const save = useMutation({
    mutationFn: (body: ScheduleRequest) =>
      schedule ? call('put', '/v1/schedules/{name}', { path: { name: schedule.name }, body }) : call('post', '/v1/schedules', { body, headers: key }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.schedules })
      onClose()
    },
    // It was refused, so the next try is another request.
    onError: () => setKey(idempotencyKey()),
  })
  const set = (field: keyof Draft) => (value: string) => setDraft((all) => ({ ...all, [field]: value }))
  const isMissing = (field: 'name' | 'cron' | 'command') => draft[field].trim() === '' && (field !== 'command' || asksForCommand(schedule))
  const missing = (field: 'name' | 'cron' | 'command') => (isTried && isMissing(field) ? t('schedules.missing') : undefined)
  const submit = () => {
    setTried(true)
    if (!isMissing('name') && !isMissing('cron') && !isMissing('command')) save.mutate(request(draft, schedule))
  }
  const zone = <TextField label={t('schedules.new_zone')} value={draft.zone} onChange={set('zone')} />
  const cron = (
    <TextField
      label={t('schedules.new_cron')}
      hint={t('schedules.new_cron_hint')}
      value={draft.cron}
      onChange={set('cron')}
      placeholder={t('schedules.new_cron_placeholder')}
      error={missing('cron')}
      autoFocus={schedule !== undefined}
      isMono
    />
  )
  return (
    <Dialog title={schedule ? t('schedules.edit_title', { name: schedule.name }) : t('schedules.new_title')} width="wide" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), submit())}>
        <DialogBody>
          {!schedule && (
            <div className={styles.pair}>
              <TextField label={t('schedules.new_name')} value={draft.name} onChange={set('name')} placeholder={t('schedules.new_name_placeholder')} error={missing('name')} autoFocus />
              {zone}
            </div>
          )}
          {cron}
          {schedule && zone}
          <NextSlots cron={draft.cron.trim()} zone={draft.zone.trim()} />
          {asksForCommand(schedule) ? (
            <TextField label={t('schedules.new_command')} value={draft.command} onChange={set('command')} placeholder={t('schedules.new_command_placeholder')} error={missing('command')} rows={2} isMono />
          ) : (
            <p className={styles.soft}>{t('schedules.edit_job_stays')}</p>
          )}
          <Segments
            label={t('schedules.new_missed')}
            value={draft.missed}
            onChange={set('missed')}
            choices={(['none', 'last', 'all'] as const).map((id) => ({ id, label: t(`schedules.missed_${id}`) }))}
          />
          <Segments
            label={t('schedules.new_overlap')}
            value={draft.overlap}
            onChange={set('overlap')}
            choices={(['skip', 'run'] as const).map((id) => ({ id, label: t(`schedules.overlap_${id}`) }))}
          />
          {save.error && <ErrorPanel error={save.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={save.isPending}>
            {schedule ? t('schedules.save') : t('schedules.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** When it would run, as the clock on the wall shows it there. */
function NextSlots({ cron, zone }: { cron: string; zone: string }) {
  const { data, error } = useQuery({ ...slotsQuery(cron, zone), placeholderData: keepPreviousData })
  const isShown = cron !== '' && !error && data
  return (
    <section className={styles.slots} aria-label={t('schedules.slots')} aria-live="polite">
      <strong>{t('schedules.slots')}</strong>
      {cron === '' && <p className={styles.soft}>{t('schedules.slots_none')}</p>}
      {cron !== '' && error && <p>{error.message.replaceAll('`', '')}</p>}
      {isShown && (
        <ol>
          {data.items.map((slot) => (
            <li key={slot}>
              {exactIn(slot, data.time_zone)} <span className={styles.soft}>· <Moment at={slot} /></span>
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
