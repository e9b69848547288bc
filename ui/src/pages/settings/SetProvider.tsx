import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, Refused } from '~/api/call'
import { keys } from '~/api/queries'
import type { Provider, ProviderField } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { toast } from '~/kit/toasts'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import { providerName } from '~/pages/environments/looks'

type Props = { provider: Provider; onClose: () => void }

const entered = (fields: ProviderField[]): Record<string, string> => Object.fromEntries(fields.map(({ name, value }) => [name, value ?? '']))

/** What was typed of one kind, without what was left empty. */
const typed = (fields: ProviderField[], values: Record<string, string>, isSecret: boolean): Record<string, string> =>
  Object.fromEntries(fields.filter((field) => field.is_secret === isSecret && values[field.name]).map(({ name }) => [name, values[name] ?? '']))

export function SetProvider({ provider: { provider, fields }, onClose }: Props) {
  const client = useQueryClient()
  const name = providerName(provider)
  const [values, setValues] = useState(() => entered(fields))
  const [isTried, setTried] = useState(false)
  const set = useMutation({
    mutationFn: () =>
      call('put', '/v1/providers/{provider}', { path: { provider }, body: { settings: typed(fields, values, false), secrets: typed(fields, values, true), check: true } }),
    onSuccess: async () => {
      await Promise.all([keys.providers, keys.cloud].map((queryKey) => client.invalidateQueries({ queryKey })))
      toast(t('providers.done', { provider: name }))
      onClose()
    },
  })
  const isMissing = (field: ProviderField) => field.is_needed && !values[field.name] && !(field.is_secret && field.is_set)
  const submit = () => {
    setTried(true)
    if (!fields.some(isMissing)) set.mutate()
  }
  const told = set.error instanceof Refused ? set.error.problem : undefined
  const isTold = fields.some((field) => told?.field?.endsWith(`.${field.name}`))
  const error = (field: ProviderField) => {
    if (isTried && isMissing(field)) return t('kit.missing')
    return told?.field?.endsWith(`.${field.name}`) ? said(told.detail) : undefined
  }
  return (
    <Dialog title={t('providers.set_title', { provider: name })} onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <p>{t('providers.set_body')}</p>
          {fields.map((field, place) => (
            <TextField
              key={field.name}
              label={field.name}
              value={values[field.name] ?? ''}
              onChange={(value) => {
                setValues((all) => ({ ...all, [field.name]: value }))
                set.reset()
              }}
              {...(field.is_secret && field.is_set ? { hint: t('providers.stays') } : {})}
              error={error(field)}
              isOptional={!field.is_needed}
              isSecret={field.is_secret}
              isMono
              autoFocus={place === 0}
            />
          ))}
          {set.error && !isTold && <ErrorPanel error={set.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={set.isPending}>
            {t('providers.save')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}
