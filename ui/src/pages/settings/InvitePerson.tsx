import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { keys } from '~/api/queries'
import type { InvitationRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Segments, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './CreateToken.module.css'
import { type Role, roleChoices, roleMeaning } from './roles'

export function InvitePerson({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [key] = useState(idempotencyKey)
  const create = useMutation({
    mutationFn: (body: InvitationRequest) => call('post', '/v1/invitations', { body, headers: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.invitations }),
  })
  return (
    <Dialog title={t('invitations.new_title')} onClose={onClose}>
      {create.data ? (
        <ShownOnce url={create.data.url} onClose={onClose} />
      ) : (
        <Form error={create.error} isBusy={create.isPending} onCreate={create.mutate} onClose={onClose} />
      )}
    </Dialog>
  )
}

type FormProps = { error: Error | null; isBusy: boolean; onCreate: (request: InvitationRequest) => void; onClose: () => void }

function Form({ error, isBusy, onCreate, onClose }: FormProps) {
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('viewer')
  const submit = () => onCreate({ role, ...(email.trim() === '' ? {} : { email: email.trim() }) })
  return (
    <DialogForm onSubmit={submit}>
      <DialogBody>
        <Segments label={t('invitations.role')} value={role} onChange={setRole} choices={roleChoices} />
        <p className={styles.soft}>{roleMeaning(role)}</p>
        <TextField label={t('invitations.email')} hint={t('invitations.email_hint')} value={email} onChange={setEmail} isOptional />
        {error && <ErrorPanel error={error} />}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{t('kit.cancel')}</Button>
        <Button look="main" type="submit" isBusy={isBusy}>
          {t('invitations.make')}
        </Button>
      </DialogActions>
    </DialogForm>
  )
}

function ShownOnce({ url, onClose }: { url: string; onClose: () => void }) {
  return (
    <>
      <DialogBody>
        <p>{t('invitations.shown_once')}</p>
        <div className={styles.token}>
          <code aria-label={t('invitations.link')}>{url}</code>
          <CopyButton text={url} />
        </div>
      </DialogBody>
      <DialogActions>
        <Button look="main" onPress={onClose}>
          {t('invitations.done')}
        </Button>
      </DialogActions>
    </>
  )
}
