import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import type { AttachRequest, Attached } from '~/api/schema'
import { Button } from '~/kit/Button'
import { DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Select, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { State } from '~/kit/State'
import { Prose, Said } from '~/kit/Text'
import { t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import styles from './AddWorker.module.css'
import { useWorker } from './useWorker'
import { Lines } from './Lines'

const encryptions = [
  { id: 'own', label: t('attach.own_key') },
  { id: 'proxy', label: t('attach.behind_proxy') },
]

/** A machine that cannot reach this coordinator, and is called by it. */
export function AttachWorker({ onBack }: { onBack: () => void }) {
  const [url, setUrl] = useState('')
  const [name, setName] = useState('')
  const [encryption, setEncryption] = useState('own')
  const attach = useMutation({
    mutationFn: (body: AttachRequest) => call('post', '/v1/workers/attach', { body, headers: idempotencyKey() }),
  })
  if (attach.data) return <Calling attached={attach.data} />
  const submit = () => attach.mutate({ url: url.trim(), name: name.trim() || null, labels: {}, is_behind_proxy: encryption === 'proxy' })
  return (
    <DialogForm onSubmit={submit}>
      <DialogBody>
        <p>{t('attach.body')}</p>
        <TextField label={t('attach.url')} value={url} onChange={setUrl} placeholder={t('attach.url_example')} hint={t('attach.url_hint')} isMono autoFocus />
        <TextField label={t('attach.name')} value={name} onChange={setName} isOptional />
        <Select label={t('attach.encryption')} choices={encryptions} value={encryption} onChange={setEncryption} />
        {attach.error && <ErrorPanel error={attach.error} />}
      </DialogBody>
      <DialogActions>
        <Button onPress={onBack}>{t('attach.back')}</Button>
        <Button look="main" type="submit" isBusy={attach.isPending}>
          {t('attach.confirm')}
        </Button>
      </DialogActions>
    </DialogForm>
  )
}

function Calling({ attached }: { attached: Attached }) {
  const { worker } = useWorker(attached.id)
  const isOnline = worker?.liveness === 'online'
  return (
    <>
      <DialogBody>
        <p>
          <Prose text={t('attach.paste')} />
        </p>
        <Lines lines={attached.lines} />
      </DialogBody>
      <DialogActions
        aside={
          <span role="status" className={styles.progress}>
            {isOnline ? (
              <State tone="good" glyph="dot">
                {t('attach.online', { worker: attached.name })}
              </State>
            ) : (
              <>
                <State tone="notice" glyph="ring">
                  {t('attach.waiting')}
                </State>
                {worker && <span className={styles.left}><Said text={worker.evidence} /></span>}
              </>
            )}
          </span>
        }
      >
        <Button look={isOnline ? 'main' : 'plain'} onPress={closeOverlay}>
          {isOnline ? t('join.done') : t('kit.close')}
        </Button>
      </DialogActions>
    </>
  )
}
