import type { Agent } from '~/api/schema'

/** Whether every word that was typed stands somewhere in what is said of an agent. */
export function isMeant({ name, email, agentId, agentType, owner, capabilities, description, status }: Agent, typed: string): boolean {
  const said = [name, email, agentId, agentType, owner, description, status, ...capabilities].join('\n').toLowerCase()
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => said.includes(word))
}
