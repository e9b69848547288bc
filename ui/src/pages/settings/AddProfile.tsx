import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Refused } from '~/api/call'
import { profilesQuery } from '~/api/queries'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { toast } from '~/kit/toasts'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import { asked } from './asked'

/** A coordinator elsewhere. The app makes sure of it before anything is kept, and asks once more by itself. */
export function AddProfile({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [address, setAddress] = useState('')
  const [name, setName] = useState('')
  const [token, setToken] = useState('')
  const [isTried, setTried] = useState(false)
  const add = useMutation({
    mutationFn: () => asked((app) => app.addProfile({ address, name, token })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: profilesQuery.queryKey })
      toast(t('profiles.added'))
      onClose()
    },
  })
  const submit = () => {
    setTried(true)
    if (address.trim() && token.trim()) add.mutate()
  }
  const change = (to: (text: string) => void) => (text: string) => {
    to(text)
    add.reset()
  }
  const missing = (text: string) => (isTried && text.trim() === '' ? t('kit.missing') : undefined)
  const problem = add.error instanceof Refused ? add.error.problem : undefined
  const told = (field: string) => (problem?.field === field ? said(problem.detail) : undefined)
  const isElsewhere = add.error && !told('url') && !told('name')
  return (
    <Dialog title={t('profiles.add_title')} onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <TextField label={t('profiles.address')} placeholder={t('profiles.address_placeholder')} hint={t('profiles.address_hint')} value={address} onChange={change(setAddress)} error={told('url') ?? missing(address)} isMono autoFocus />
          <TextField label={t('profiles.token')} hint={t('profiles.token_hint')} value={token} onChange={change(setToken)} error={missing(token)} isSecret />
          <TextField label={t('profiles.name')} placeholder={t('profiles.name_placeholder')} value={name} onChange={change(setName)} error={told('name')} isOptional />
          {isElsewhere && <ErrorPanel error={add.error} />}
        </DialogBody>
        <DialogActions aside={t('profiles.ask')}>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={add.isPending}>
            {t('profiles.connect')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}
