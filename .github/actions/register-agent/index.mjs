import { exchange, input, output, post, run } from '../muster.mjs'

await run('register-agent', async (api) => {
  const email = input('agent-name')
  const organization = input('organization-id', '')
  const given = await exchange(api, organization ? { organizationId: organization } : {})
  const agent = await post(`${api}/agents`, {
    email,
    description: input('agent-description', ''),
    agentType: input('agent-type', 'custom'),
    version: input('agent-version', '1.0.0'),
    capabilities: input('capabilities', 'workflow:run').split(/[\s,]+/),
    owner: input('owner', process.env.GITHUB_REPOSITORY ?? 'github'),
    deploymentEnv: input('deployment-env', 'production'),
  }, given.access_token)
  output('agent-id', agent.agentId)
  console.log(`registered ${email} as ${agent.agentId}`)
})
