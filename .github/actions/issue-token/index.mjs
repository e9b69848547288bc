import { exchange, input, output, run } from '../muster.mjs'

await run('issue-token', async (api) => {
  const agent = input('agent-id')
  const given = await exchange(api, { agentId: agent })
  output('access-token', given.access_token)
  output('expires-at', given.expires_at)
  console.log(`a token for ${agent} until ${given.expires_at}, for ${given.scope}`)
})
