import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { agentTypes as types } from '~/api/market-queries'
import { keys } from '~/api/queries'
import type { AgentRequest } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
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

/** Registers an agent. */
export function AgentForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(empty)
  const [key, setKey] = useState(idempotencyKey)
  const [isTried, setTried] = useState(false)
  const save = useMutation({
    mutationFn: (body: AgentRequest) => call('post', '/v1/agents', { body, headers: key }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.agents })
      onClose()
    },
    // It was refused, so the next try is another request.
    onError: () => setKey(idempotencyKey()),
  })
  const set = (field: keyof Draft) => (value: string) => setDraft((all) => ({ ...all, [field]: value }))
  const isMissing = (field: 'email' | 'owner' | 'version' | 'capabilities') => draft[field].trim() === ''
  const missing = (field: 'email' | 'owner' | 'version' | 'capabilities') => (isTried && isMissing(field) ? t('agents.missing') : undefined)
  const submit = () => {
    setTried(true)
    if (!(['email', 'owner', 'version', 'capabilities'] as const).some(isMissing)) save.mutate(request(draft))
  }
  return (
    <Dialog title={t('agents.new_title')} width="wide" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), submit())}>
        <DialogBody>
          <TextField label={t('agents.new_email')} value={draft.email} onChange={set('email')} placeholder={t('agents.new_email_placeholder')} error={missing('email')} autoFocus />
          <div className={styles.pair}>
            <Select label={t('agents.new_type')} value={draft.agentType} onChange={set('agentType')} choices={types.map((id) => ({ id, label: id }))} />
            <TextField label={t('agents.new_version')} value={draft.version} onChange={set('version')} error={missing('version')} isMono />
          </div>
          <TextField
            label={t('agents.new_capabilities')}
            hint={t('agents.new_capabilities_hint')}
            value={draft.capabilities}
            onChange={set('capabilities')}
            error={missing('capabilities')}
            isMono
          />
          <TextField label={t('agents.new_owner')} value={draft.owner} onChange={set('owner')} error={missing('owner')} />
          <Segments label={t('agents.new_deployment')} value={draft.deploymentEnv} onChange={set('deploymentEnv')} choices={deployments.map((id) => ({ id, label: id }))} />
          <TextField label={t('agents.description')} hint={t('agents.new_description_hint')} value={draft.description} onChange={set('description')} isOptional />
          <TextField label={t('agents.endpoint')} value={draft.endpoint} onChange={set('endpoint')} placeholder={t('agents.new_endpoint_placeholder')} isOptional isMono />
          {save.error && <ErrorPanel error={save.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={save.isPending}>
            {t('agents.create')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
