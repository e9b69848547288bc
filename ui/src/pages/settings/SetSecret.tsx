import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import { faultsOf, placesIn } from '~/api/faults'
import { isName } from '~/api/names'
import { keys } from '~/api/queries'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'

const places = placesIn({ value: { field: 'value', label: t('secrets.value') } })

export function SetSecret({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [isTried, setTried] = useState(false)
  const set = useMutation({
    mutationFn: () => call('put', '/v1/secrets/{name}', { path: { name: name.trim() }, body: { value } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.secrets })
      toast(t('secrets.done', { name: name.trim() }))
      onClose()
    },
  })
  const isNamed = isName(name.trim())
  const submit = () => {
    setTried(true)
    if (isNamed && value) set.mutate()
  }
  const change = (to: (text: string) => void) => (text: string) => {
    to(text)
    set.reset()
  }
  const missing = (text: string) => (isTried && text.trim() === '' ? t('kit.missing') : undefined)
  const { value: told } = faultsOf(set.error, places)
  return (
    <Dialog title={t('secrets.set_title')} onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <TextField label={t('secrets.name')} placeholder={t('secrets.name_placeholder')} hint={t('secrets.name_hint')} value={name} onChange={change(setName)} error={missing(name) ?? (isTried && !isNamed ? t('kit.name_wrong') : undefined)} isMono autoFocus />
          <TextField label={t('secrets.value')} hint={t('secrets.value_hint')} value={value} onChange={change(setValue)} error={told ?? missing(value)} isSecret />
          {set.error && !told && <ErrorPanel error={set.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={set.isPending}>
            {t('secrets.save')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}
