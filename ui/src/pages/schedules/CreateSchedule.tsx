import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey, Refused } from '~/api/call'
import { keys, slotsQuery } from '~/api/queries'
import type { ScheduleRequest } from '~/api/schema'
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

const request = ({ name, cron, zone, command, missed, overlap }: Draft): ScheduleRequest => ({
  name: name.trim(),
  cron: cron.trim(),
  time_zone: zone.trim(),
  job: { command },
  missed,
  overlap,
})

export function CreateSchedule({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(empty)
  const [key, setKey] = useState(idempotencyKey)
  const [isTried, setTried] = useState(false)
  const create = useMutation({
    mutationFn: (body: ScheduleRequest) => call('post', '/v1/schedules', { body, headers: key }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.schedules })
      onClose()
    },
    // It was refused, so the next try is another request.
    onError: () => setKey(idempotencyKey()),
  })
  const set = (field: keyof Draft) => (value: string) => setDraft((all) => ({ ...all, [field]: value }))
  const missing = (field: 'name' | 'cron' | 'command') => (isTried && draft[field].trim() === '' ? t('schedules.missing') : undefined)
  const submit = () => {
    setTried(true)
    if (draft.name.trim() && draft.cron.trim() && draft.command.trim()) create.mutate(request(draft))
  }
  return (
    <Dialog title={t('schedules.new_title')} width="wide" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), submit())}>
        <DialogBody>
          <div className={styles.pair}>
            <TextField label={t('schedules.new_name')} value={draft.name} onChange={set('name')} placeholder={t('schedules.new_name_placeholder')} error={missing('name')} autoFocus />
            <TextField label={t('schedules.new_zone')} value={draft.zone} onChange={set('zone')} />
          </div>
          <TextField
            label={t('schedules.new_cron')}
            hint={t('schedules.new_cron_hint')}
            value={draft.cron}
            onChange={set('cron')}
            placeholder={t('schedules.new_cron_placeholder')}
            error={missing('cron')}
            isMono
          />
          <NextSlots cron={draft.cron.trim()} zone={draft.zone.trim()} />
          <TextField label={t('schedules.new_command')} value={draft.command} onChange={set('command')} placeholder={t('schedules.new_command_placeholder')} error={missing('command')} rows={2} isMono />
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
          {create.error && <ErrorPanel error={create.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={create.isPending}>
            {t('schedules.create')}
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
      {cron !== '' && error && <p>{error instanceof Refused ? error.problem.detail.replaceAll('`', '') : error.message}</p>}
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
