import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { cloudQuery, keys } from '~/api/queries'
import type { EnvironmentRates, EnvironmentRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Segments, Select, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import { UpgradeSheet, upgradeIn } from '~/pages/billing/UpgradeSheet'
import { OldPrices, offeredPrice, placeOf } from './looks'
import styles from './EnvironmentsPage.module.css'

const sizes = { small: [1, 2], medium: [2, 4], large: [4, 8] } as const
type Size = keyof typeof sizes
const sizeIds = ['small', 'medium', 'large'] as const

const empty = { name: '', region: '', size: 'medium' as Size, storage: '20', image: '', idle: '' }
type Draft = typeof empty

const isWhole = (text: string): boolean => /^\d{1,9}$/.test(text.trim())

/** What it would cost an hour in its region, if that is known. */
function cost({ size, storage }: Draft, rates: EnvironmentRates | null | undefined): number | undefined {
  if (!rates || !isWhole(storage)) return undefined
  const [cores, memory] = sizes[size]
  return cores * rates.core + memory * rates.memory_gb + Number(storage) * rates.storage_gb
}

const request = ({ name, region, size, storage, image, idle }: Draft): EnvironmentRequest => ({
  name: name.trim(),
  cpu_cores: sizes[size][0],
  memory_gb: sizes[size][1],
  storage_gb: Number(storage),
  ...(region && { region }),
  ...(image.trim() && { image: image.trim() }),
  ...(idle.trim() && { stop_after_idle_minutes: Number(idle) }),
})

/** Makes an environment, and shows the password that was drawn for it. */
export function EnvironmentForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const offer = useQuery(cloudQuery).data
  const [draft, setDraft] = useState(empty)
  const [key, setKey] = useState(idempotencyKey)
  const [isTried, setTried] = useState(false)
  const make = useMutation({
    mutationFn: (body: EnvironmentRequest) => call('post', '/v1/environments', { body, headers: key }),
    onSuccess: async ({ password }) => {
      await client.invalidateQueries({ queryKey: keys.environments })
      if (!password) onClose()
    },
    // It was refused, so the next try is another request.
    onError: () => setKey(idempotencyKey()),
  })
  const set = (field: keyof Draft) => (value: string) => setDraft((all) => ({ ...all, [field]: value }))
  const isNameMissing = draft.name.trim() === ''
  const isStorageWrong = !isWhole(draft.storage)
  const isIdleWrong = draft.idle.trim() !== '' && !isWhole(draft.idle)
  const submit = () => {
    setTried(true)
    if (!isNameMissing && !isStorageWrong && !isIdleWrong) make.mutate(request(draft))
  }
  const password = make.data?.password
  if (password) return <Password text={password} onClose={onClose} />
  const upgrade = upgradeIn(make.error)
  if (upgrade) {
    const action = t('billing.action_environment', { name: draft.name.trim() })
    return <UpgradeSheet upgrade={upgrade} action={action} onContinue={() => make.mutate(request(draft))} onClose={onClose} />
  }
  const regions = offer?.regions.map(({ region, provider }) => ({ id: region, label: placeOf(provider, region) })) ?? []
  const region = draft.region || (offer?.default_region ?? '')
  const rates = offer?.regions.find((one) => one.region === region)?.rates
  return (
    <Dialog title={t('environments.new_title')} width="wide" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), submit())}>
        <DialogBody>
          <TextField
            label={t('environments.new_name')}
            value={draft.name}
            onChange={set('name')}
            placeholder={t('environments.new_name_placeholder')}
            error={isTried && isNameMissing ? t('environments.missing') : undefined}
            autoFocus
          />
          {regions.length > 0 && (
            <Select label={t('environments.new_region')} choices={regions} value={region} onChange={set('region')} />
          )}
          <Segments
            label={t('environments.new_size')}
            value={draft.size}
            onChange={set('size')}
            choices={sizeIds.map((id) => ({ id, label: t(`environments.size_${id}`) }))}
          />
          <div className={styles.pair}>
            <TextField
              label={t('environments.new_storage')}
              value={draft.storage}
              onChange={set('storage')}
              error={isTried && isStorageWrong ? t('environments.not_a_number') : undefined}
            />
            <TextField
              label={t('environments.new_idle')}
              value={draft.idle}
              onChange={set('idle')}
              error={isTried && isIdleWrong ? t('environments.not_a_number') : undefined}
              isOptional
            />
          </div>
          <TextField label={t('environments.new_image')} value={draft.image} onChange={set('image')} placeholder={offer?.default_image ?? ''} isOptional isMono />
          {offer && <p>{offeredPrice(cost(draft, rates), rates?.as_of)}</p>}
          <OldPrices day={rates?.as_of} />
          {make.error && <ErrorPanel error={make.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={make.isPending}>
            {t('environments.new_confirm')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

function Password({ text, onClose }: { text: string; onClose: () => void }) {
  return (
    <Dialog title={t('environments.password_title')} onClose={onClose}>
      <DialogBody>
        <p>{t('environments.password_body')}</p>
        <p className={styles.password}>
          <code>{text}</code>
          <CopyButton text={text} />
        </p>
      </DialogBody>
      <DialogActions>
        <Button look="main" onPress={onClose}>
          {t('environments.password_done')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
