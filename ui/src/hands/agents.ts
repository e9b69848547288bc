// What an agent's page and the palette both do with it. Each says what was done.

import { call } from '~/api/call'
import type { Agent } from '~/api/schema'
import { t } from '~/messages/t'

type Named = Pick<Agent, 'agentId' | 'name'>

export async function suspendAgent({ agentId: id, name }: Named): Promise<string> {
  await call('post', '/v1/agents/{id}/suspend', { path: { id } })
  return t('agents.done_suspended', { name })
}

export async function resumeAgent({ agentId: id, name }: Named): Promise<string> {
  await call('post', '/v1/agents/{id}/resume', { path: { id } })
  return t('agents.done_resumed', { name })
}
