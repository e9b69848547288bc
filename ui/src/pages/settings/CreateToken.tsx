import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { keys } from '~/api/queries'
import type { TokenRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Segments, Select, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './CreateToken.module.css'

const DAY_SECONDS = 86_400
const lifetimes = ['7', '30', '90', '365'] as const
type Lifetime = (typeof lifetimes)[number]

export function CreateToken({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [key] = useState(idempotencyKey)
  const create = useMutation({
    mutationFn: (body: TokenRequest) => call('post', '/v1/tokens', { body, headers: key }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.tokens }),
  })
  return (
    <Dialog title={t('tokens.new_title')} onClose={onClose}>
      {create.data ? (
        <ShownOnce token={create.data.token} onClose={onClose} />
      ) : (
        <Form error={create.error} isBusy={create.isPending} onCreate={create.mutate} onClose={onClose} />
      )}
    </Dialog>
  )
}

type FormProps = { error: Error | null; isBusy: boolean; onCreate: (request: TokenRequest) => void; onClose: () => void }

function Form({ error, isBusy, onCreate, onClose }: FormProps) {
  const [name, setName] = useState('')
  const [kind, setKind] = useState<'operator' | 'readonly'>('operator')
  const [days, setDays] = useState<Lifetime>('90')
  const [isMissing, setMissing] = useState(false)
  const submit = () => {
    if (name.trim() === '') return setMissing(true)
    onCreate({ name: name.trim(), kind, expires_in_seconds: Number(days) * DAY_SECONDS })
  }
  const change = (text: string) => {
    setName(text)
    setMissing(false)
  }
  return (
    <DialogForm onSubmit={submit}>
      <DialogBody>
        <TextField
          label={t('tokens.new_name')}
          placeholder={t('tokens.new_name_placeholder')}
          value={name}
          onChange={change}
          hint={t('tokens.new_name_hint')}
          error={isMissing ? t('kit.missing') : undefined}
          autoFocus
        />
        <Segments
          label={t('tokens.new_kind')}
          value={kind}
          onChange={setKind}
          choices={[
            { id: 'operator', label: t('tokens.kind_operator') },
            { id: 'readonly', label: t('tokens.kind_readonly') },
          ]}
        />
        <Select
          label={t('tokens.new_expiry')}
          value={days}
          onChange={setDays}
          choices={lifetimes.map((id) => ({ id, label: t('tokens.days', { count: Number(id) }) }))}
        />
        {error && <ErrorPanel error={error} />}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{t('kit.cancel')}</Button>
        <Button look="main" type="submit" isBusy={isBusy}>
          {t('tokens.create')}
        </Button>
      </DialogActions>
    </DialogForm>
  )
}

function ShownOnce({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <>
      <DialogBody>
        <p>{t('tokens.shown_once')}</p>
        <div className={styles.token}>
          <code aria-label={t('tokens.new_token')}>{token}</code>
          <CopyButton text={token} />
        </div>
      </DialogBody>
      <DialogActions>
        <Button look="main" onPress={onClose}>
          {t('tokens.done')}
        </Button>
      </DialogActions>
    </>
  )
}
