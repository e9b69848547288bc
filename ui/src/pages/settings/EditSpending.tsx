import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import { cloudQuery, keys } from '~/api/queries'
import type { CloudRules } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Segments, Select, TextField } from '~/kit/Field'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { providerName } from '~/pages/environments/looks'
import { NotKept } from './NotKept'
import { useKeepRules } from './rules'
import { spendingWords } from './spending-words'

const MICRO = 1_000_000
const NOWHERE = ''

const isDollars = (text: string): boolean => /^\d{0,6}(\.\d{1,6})?$/.test(text.trim())
const isCount = (text: string): boolean => /^\d*$/.test(text.trim())

const asCount = (text: string): number | null => (text.trim() === '' ? null : Number(text))
const asMicro = (text: string): number | null => (text.trim() === '' ? null : Math.round(Number(text) * MICRO))
const asText = (count: number | null | undefined): string => (typeof count === 'number' ? String(count) : '')

export function EditSpending({ rules, onClose }: { rules: CloudRules; onClose: () => void }) {
  const client = useQueryClient()
  const offers = useQuery(cloudQuery).data?.workers ?? []
  const [ceiling, setCeiling] = useState(typeof rules.ceiling_per_hour === 'number' ? String(rules.ceiling_per_hour / MICRO) : '')
  const [idle, setIdle] = useState(asText(rules.stop_idle_workers_after_minutes))
  const [stopped, setStopped] = useState(asText(rules.delete_stopped_workers_after_days))
  const [provider, setProvider] = useState(rules.default_provider ?? NOWHERE)
  const [remind, setRemind] = useState(rules.remind === false ? 'off' : 'on')
  const wanted = () => ({
    ceiling_per_hour: asMicro(ceiling),
    default_provider: provider === NOWHERE ? null : provider,
    stop_idle_workers_after_minutes: asCount(idle),
    delete_stopped_workers_after_days: asCount(stopped),
    remind: remind === 'on',
  })
  const { save, over } = useKeepRules<CloudRules>({
    queryKey: keys.cloudRules,
    opened: rules,
    read: () => call('get', '/v1/cloud/rules', {}),
    put: (body) => call('put', '/v1/cloud/rules', { body }),
    onKept: async () => {
      await Promise.all([keys.spend, keys.cloud].map((queryKey) => client.invalidateQueries({ queryKey })))
      toast(t('spending.saved'))
      onClose()
    },
  })
  const isSound = isDollars(ceiling) && isCount(idle) && isCount(stopped)
  const known = [...new Set([...offers.map((offer) => offer.provider), ...(rules.default_provider ? [rules.default_provider] : [])])]
  const places = [{ id: NOWHERE, label: t('spending.edit_default_environment') }, ...known.map((id) => ({ id, label: providerName(id) }))]
  return (
    <Dialog title={t('spending.edit_title')} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), isSound && save.mutate(wanted()))}>
        <DialogBody>
          <TextField
            label={t('spending.edit_ceiling')}
            hint={t('spending.edit_ceiling_hint')}
            value={ceiling}
            onChange={setCeiling}
            error={isDollars(ceiling) ? undefined : t('spending.not_dollars')}
            isOptional
            autoFocus
          />
          <Select label={t('spending.edit_default')} choices={places} value={provider} onChange={setProvider} />
          <TextField
            label={t('spending.edit_idle')}
            hint={t('spending.edit_idle_hint')}
            value={idle}
            onChange={setIdle}
            error={isCount(idle) ? undefined : t('spending.not_a_number')}
            isOptional
          />
          <TextField label={t('spending.edit_stopped')} value={stopped} onChange={setStopped} error={isCount(stopped) ? undefined : t('spending.not_a_number')} isOptional />
          <Segments
            label={t('spending.edit_remind')}
            choices={[
              { id: 'on', label: t('spending.on') },
              { id: 'off', label: t('spending.off') },
            ]}
            value={remind}
            onChange={setRemind}
          />
          {save.error && (
            <NotKept error={save.error}>
              <Told rules={over} />
            </NotKept>
          )}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={save.isPending}>
            {t('spending.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function Told({ rules }: { rules: CloudRules }) {
  const { ceiling, place, idle, stopped, reminder } = spendingWords(rules)
  const lines = [
    [t('spending.ceiling'), ceiling],
    [t('spending.edit_default'), place],
    [t('spending.idle'), idle],
    [t('spending.stopped'), stopped],
    [t('spending.reminder'), reminder],
  ]
  return (
    <ul>
      {lines.map(([rule, said]) => (
        <li key={rule}>
          {rule}: {said}
        </li>
      ))}
    </ul>
  )
}
