import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { type Faults, faultsOf, placesIn } from '~/api/faults'
import { agentTypes as types } from '~/api/market-queries'
import { keys } from '~/api/queries'
import type { AgentRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { Segments, Select, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { t } from '~/messages/t'
import styles from './AgentsPage.module.css'

const deployments = ['development', 'staging', 'production'] as const

const empty = {
  email: '',
  owner: '',
  agentType: 'custom' as (typeof types)[number],
  version: '1.0.0',
  capabilities: '',
  deploymentEnv: 'production' as (typeof deployments)[number],
  description: '',
  endpoint: '',
}
type Draft = typeof empty

const request = ({ email, owner, agentType, version, capabilities, deploymentEnv, description, endpoint }: Draft): AgentRequest => ({
  email: email.trim(),
  owner: owner.trim(),
  agentType,
  version: version.trim(),
  capabilities: capabilities.trim().split(/\s+/),
  deploymentEnv,
  ...(description.trim() ? { description: description.trim() } : {}),
  ...(endpoint.trim() ? { endpoint: endpoint.trim() } : {}),
})

const needed = ['email', 'owner', 'version', 'capabilities'] as const

const faults = (draft: Draft): Faults<keyof Draft> => Object.fromEntries(needed.filter((field) => draft[field].trim() === '').map((field) => [field, t('kit.missing')]))

const places = placesIn<keyof Draft>({
  email: { field: 'email', label: t('agents.new_email') },
  version: { field: 'version', label: t('agents.new_version') },
  capabilities: { field: 'capabilities', label: t('agents.new_capabilities') },
  owner: { field: 'owner', label: t('agents.new_owner') },
  description: { field: 'description', label: t('agents.description') },
  endpoint: { field: 'endpoint', label: t('agents.endpoint') },
})

/** Registers an agent. */
export function AgentForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(empty)
  const [key, setKey] = useState(idempotencyKey)
  const [wrong, setWrong] = useState<Faults<keyof Draft>>({})
  const save = useMutation({
    mutationFn: (body: AgentRequest) => call('post', '/v1/agents', { body, headers: key }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.agents })
      onClose()
    },
    onError: (error) => {
      // It was refused, so the next try is another request.
      setKey(idempotencyKey())
      setWrong(faultsOf(error, places))
    },
  })
  const set = (field: keyof Draft) => (value: string) => {
    setDraft((all) => ({ ...all, [field]: value }))
    setWrong(({ [field]: _, ...rest }) => rest)
  }
  const text = (field: keyof Draft) => ({ value: draft[field], onChange: set(field), error: wrong[field] })
  const submit = () => {
    const found = faults(draft)
    setWrong(found)
    if (Object.keys(found).length === 0) save.mutate(request(draft))
  }
  const isTold = Object.keys(faultsOf(save.error, places)).length > 0
  return (
    <Dialog title={t('agents.new_title')} width="wide" onClose={onClose}>
      <DialogForm onSubmit={submit}>
        <DialogBody>
          <TextField label={t('agents.new_email')} {...text('email')} placeholder={t('agents.new_email_placeholder')} autoFocus />
          <div className={styles.pair}>
            <Select label={t('agents.new_type')} value={draft.agentType} onChange={set('agentType')} choices={types.map((id) => ({ id, label: id }))} />
            <TextField label={t('agents.new_version')} {...text('version')} isMono />
          </div>
          <TextField
            label={t('agents.new_capabilities')}
            hint={t('agents.new_capabilities_hint')}
            {...text('capabilities')}
            isMono
          />
          <TextField label={t('agents.new_owner')} {...text('owner')} />
          <Segments label={t('agents.new_deployment')} value={draft.deploymentEnv} onChange={set('deploymentEnv')} choices={deployments.map((id) => ({ id, label: id }))} />
          <TextField label={t('agents.description')} hint={t('agents.new_description_hint')} {...text('description')} isOptional />
          <TextField label={t('agents.endpoint')} {...text('endpoint')} placeholder={t('agents.new_endpoint_placeholder')} isOptional isMono />
          {save.error && !isTold && <ErrorPanel error={save.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={save.isPending}>
            {t('agents.create')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}
