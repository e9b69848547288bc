import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { faultsOf } from '~/api/faults'
import { cloudQuery, keys } from '~/api/queries'
import type { Cloud, EnvironmentRequest, RegionOffer } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Segments, Select, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { UpgradeSheet, upgradeIn } from '~/pages/billing/UpgradeSheet'
import { costOf, costOfFiles } from './cost'
import { type Draft, empty, type Faults, type Field, faults, hasLogin, places, request, sizeOf, sizesIn } from './draft'
import { OldPrices, offeredPrice, placeOf, price } from './looks'
import { PairsField } from './PairsField'
import { Password } from './Password'
import styles from './EnvironmentsPage.module.css'

/** Makes an environment, and shows the password that was drawn for it. */
export function EnvironmentForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const cloud = useQuery(cloudQuery).data
  const [draft, setDraft] = useState(empty)
  const [key, setKey] = useState(idempotencyKey)
  const [isTried, setTried] = useState(false)
  const [said, setSaid] = useState<{ to: Draft; faults: Faults }>()
  const make = useMutation({
    mutationFn: (body: EnvironmentRequest) => call('post', '/v1/environments', { body, headers: key }),
    onSuccess: async ({ password }) => {
      await client.invalidateQueries({ queryKey: keys.environments })
      if (!password) onClose()
    },
    onError: (error) => {
      // It was refused, so the next try is another request.
      setKey(idempotencyKey())
      setSaid({ to: draft, faults: faultsOf(error, places) })
    },
  })
  const region = regionOf(draft, cloud)
  const found = faults(draft, region, isTried)
  const submit = () => {
    setTried(true)
    if (Object.keys(faults(draft, region, true)).length === 0) make.mutate(request(draft))
  }
  const password = make.data?.password
  if (password) return <Password text={password} onClose={onClose} />
  const upgrade = upgradeIn(make.error)
  if (upgrade) {
    const action = t('billing.action_environment', { name: draft.name.trim() })
    return <UpgradeSheet upgrade={upgrade} action={action} onContinue={() => make.mutate(request(draft))} onClose={onClose} />
  }
  // What was refused stands there until its field is changed.
  const fault = (field: Field) => found[field] ?? (said && said.to[field] === draft[field] ? said.faults[field] : undefined)
  const hasPlace = said !== undefined && Object.keys(said.faults).length > 0
  const form = { draft, fault, set: <F extends keyof Draft>(field: F) => (value: Draft[F]) => setDraft((all) => ({ ...all, [field]: value })) }
  return (
    <Dialog title={t('environments.new_title')} width="wide" onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <TextField label={t('environments.new_name')} value={draft.name} onChange={form.set('name')} placeholder={t('environments.new_name_placeholder')} error={fault('name')} autoFocus />
          <Machine {...form} cloud={cloud} region={region} />
          <Image {...form} cloud={cloud} />
          <PairsField title={t('env_form.variables')} hint={t('env_form.variables_hint')} pairs={draft.variables} onChange={form.set('variables')} error={fault('variables')} />
          <PairsField title={t('env_form.secrets')} hint={t('env_form.secrets_hint')} pairs={draft.secrets} onChange={form.set('secrets')} error={fault('secrets')} isSecret />
          {make.error && !hasPlace && <ErrorPanel error={make.error} />}
        </DialogBody>
        <DialogActions above={<Price draft={draft} region={region} />}>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={make.isPending}>
            {t('environments.new_confirm')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}

type Form = { draft: Draft; fault: (field: Field) => string | undefined; set: <F extends keyof Draft>(field: F) => (value: Draft[F]) => void }

const regionOf = (draft: Draft, cloud: Cloud | undefined): RegionOffer | undefined =>
  cloud?.regions.find((one) => one.region === (draft.region || cloud.default_region)) ?? (draft.region ? undefined : cloud?.regions[0])

/** A region, with what this size would cost there. */
function choiceOf(one: RegionOffer, draft: Draft) {
  const size = sizeOf(draft)
  return { id: one.region, label: `${placeOf(one.provider, one.region)} · ${price(size && costOf(size, one.rates))}` }
}

function Machine({ draft, fault, set, cloud, region }: Form & { cloud: Cloud | undefined; region: RegionOffer | undefined }) {
  const choices = sizesIn(region).map((id) => ({ id, label: t(`environments.size_${id}`) }))
  return (
    <>
      {cloud && cloud.regions.length > 0 && (
        <div>
          <Select label={t('environments.new_region')} choices={cloud.regions.map((one) => choiceOf(one, draft))} value={region?.region ?? ''} onChange={set('region')} />
          {fault('region') && (
            <p role="alert" className={styles.fault}>
              <Prose text={fault('region') ?? ''} />
            </p>
          )}
        </div>
      )}
      <Segments label={t('environments.new_size')} value={draft.size} onChange={set('size')} choices={choices} />
      {draft.size === 'own' && (
        <div className={styles.pair}>
          <TextField label={t('env_form.cpu')} value={draft.cpu} onChange={set('cpu')} hint={rangeOf(region?.cpu_cores)} error={fault('cpu')} />
          <TextField label={t('env_form.memory')} value={draft.memory} onChange={set('memory')} hint={rangeOf(region?.memory_gb)} error={fault('memory')} />
        </div>
      )}
      <div className={styles.pair}>
        <TextField label={t('environments.new_storage')} value={draft.storage} onChange={set('storage')} hint={rangeOf(region?.storage_gb)} error={fault('storage')} />
        <TextField label={t('environments.new_idle')} value={draft.idle} onChange={set('idle')} hint={t('env_form.idle_hint')} error={fault('idle')} isOptional />
      </div>
    </>
  )
}

const rangeOf = (range: unknown): string => {
  const [least, most] = (range as [number, number] | undefined) ?? []
  return least === undefined || most === undefined ? '' : t('env_form.between', { least, most })
}

/** The image, and who may pull it where not everybody may. */
function Image({ draft, fault, set, cloud }: Form & { cloud: Cloud | undefined }) {
  // Who pulls the image of the settings stands there too.
  const hasImage = draft.image.trim() !== ''
  return (
    <>
      <TextField label={t('environments.new_image')} value={draft.image} onChange={set('image')} placeholder={cloud?.default_image ?? ''} error={fault('image')} isOptional isMono />
      {hasImage && (
        <Segments
          label={t('env_form.login')}
          value={draft.hasLogin ? 'own' : 'none'}
          onChange={(chosen) => set('hasLogin')(chosen === 'own')}
          choices={[
            { id: 'none', label: t('env_form.login_none') },
            { id: 'own', label: t('env_form.login_own') },
          ]}
        />
      )}
      {hasLogin(draft) && (
        <div className={styles.pair}>
          <TextField label={t('env_form.server')} value={draft.server} onChange={set('server')} placeholder={t('env_form.server_example')} error={fault('server')} isMono />
          <TextField label={t('env_form.user')} value={draft.user} onChange={set('user')} error={fault('user')} />
          <TextField label={t('env_form.password')} value={draft.password} onChange={set('password')} error={fault('password')} isSecret />
        </div>
      )}
    </>
  )
}

/** It follows what is typed. */
function Price({ draft, region }: { draft: Draft; region: RegionOffer | undefined }) {
  const size = sizeOf(draft)
  if (!region || !size) return null
  const files = costOfFiles(size, region.rates)
  return (
    <span role="status" className={styles.lines}>
      <span>
        {offeredPrice(costOf(size, region.rates), region.rates?.as_of)}
        {files ? ` · ${t('env_form.price_stopped', { price: price(files) })}` : null}
      </span>
      <OldPrices day={region.rates?.as_of} />
    </span>
  )
}
