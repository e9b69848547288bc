import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { type Faults, faultsOf } from '~/api/faults'
import { keys, slotsQuery } from '~/api/queries'
import type { Schedule, ScheduleRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Segments, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Moment, Prose } from '~/kit/Text'
import { exactIn } from '~/format/time'
import { t } from '~/messages/t'
import { asksForCommand, type Draft, draftOf, empty, faults, type Field, places, request } from './draft'
import styles from './SchedulesPage.module.css'

/** Makes a schedule, or changes one. */
export function ScheduleForm({ schedule, onClose }: { schedule?: Schedule; onClose: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => (schedule ? draftOf(schedule) : empty))
  const [key, setKey] = useState(idempotencyKey)
  const [wrong, setWrong] = useState<Faults<Field>>({})
  const save = useMutation({
    mutationFn: (body: ScheduleRequest) =>
      schedule ? call('put', '/v1/schedules/{name}', { path: { name: schedule.name }, body }) : call('post', '/v1/schedules', { body, headers: key }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.schedules })
      onClose()
    },
    onError: (error) => {
      // It was refused, so the next try is another request.
      setKey(idempotencyKey())
      setWrong(faultsOf(error, places))
    },
  })
  const set = (field: keyof Draft) => (value: string) => {
    setDraft((all) => ({ ...all, [field]: value }))
    setWrong(({ [field as Field]: _, ...rest }) => rest)
  }
  const submit = () => {
    const found = faults(draft, schedule)
    setWrong(found)
    if (Object.keys(found).length === 0) save.mutate(request(draft, schedule))
  }
  const isTold = Object.keys(faultsOf(save.error, places)).length > 0
  const zone = <TextField label={t('schedules.new_zone')} value={draft.zone} onChange={set('zone')} error={wrong.zone} />
  const cron = (
    <TextField
      label={t('schedules.new_cron')}
      hint={t('schedules.new_cron_hint')}
      value={draft.cron}
      onChange={set('cron')}
      placeholder={t('schedules.new_cron_placeholder')}
      error={wrong.cron}
      autoFocus={schedule !== undefined}
      isMono
    />
  )
  return (
    <Dialog title={schedule ? t('schedules.edit_title', { name: schedule.name }) : t('schedules.new_title')} width="wide" onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          {!schedule && (
            <div className={styles.pair}>
              <TextField label={t('schedules.new_name')} value={draft.name} onChange={set('name')} placeholder={t('schedules.new_name_placeholder')} error={wrong.name} autoFocus />
              {zone}
            </div>
          )}
          {cron}
          {schedule && zone}
          <NextSlots cron={draft.cron.trim()} zone={draft.zone.trim()} />
          {asksForCommand(schedule) ? (
            <TextField label={t('schedules.new_command')} value={draft.command} onChange={set('command')} placeholder={t('schedules.new_command_placeholder')} error={wrong.command} rows={2} isMono />
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
          {save.error && !isTold && <ErrorPanel error={save.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={save.isPending}>
            {schedule ? t('schedules.save') : t('schedules.create')}
          </Button>
        </DialogActions>
      </DialogForm>
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
      {cron !== '' && error && (
        <p>
          <Prose text={Object.values(faultsOf(error, places))[0] ?? error.message} />
        </p>
      )}
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
