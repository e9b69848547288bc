// Agents that everybody may find: looked for, read, complained about, hidden and shown again.

import { Coordinator } from './coordinator'
import { expect, go, test as withConsole } from './test'

const test = withConsole.extend({
  // oxlint-disable-next-line no-empty-pattern
  coordinator: async ({}, provide) => {
    const coordinator = await Coordinator.thatHasEverything()
    await provide(coordinator)
    await coordinator.remove()
  },
})

type Made = { agentId: string }

const agent = (name: string, more: object = {}) => ({
  email: `${name.toLowerCase().replaceAll(' ', '-')}@example.org`,
  name,
  description: `${name} does what it says`,
  agentType: 'screener',
  version: '1.0.0',
  capabilities: ['invoices:read'],
  owner: 'Finance and more',
  deploymentEnv: 'production',
  endpoint: 'https://agents.example.org/a2a',
  isPublic: true,
  ...more,
})

async function publish(coordinator: Coordinator, ...agents: object[]): Promise<string[]> {
  const ids: string[] = []
  for (const one of agents) {
    // oxlint-disable-next-line no-await-in-loop
    ids.push((await coordinator.post<Made>('/v1/agents', one)).agentId)
  }
  return ids
}

test('the marketplace is searched and narrowed down, and the address says how', async ({ console: page, coordinator }) => {
  await go(page, 'Marketplace')
  await expect(page.getByRole('heading', { name: 'Nobody has published an agent yet' })).toBeVisible()
  await publish(coordinator, agent('Invoice screener'), agent('Ticket router', { agentType: 'router', owner: 'support', capabilities: ['tickets:route'] }))
  await page.reload()
  const table = page.getByRole('table', { name: 'Marketplace' })
  await expect(table.getByRole('row', { name: /router|screener/ })).toHaveCount(2)

  await page.getByRole('navigation', { name: 'Types of agents' }).getByRole('link', { name: 'router' }).click()
  await expect(page).toHaveURL(/\?type=router$/)
  await expect(table.getByRole('row', { name: /Invoice screener/ })).toHaveCount(0)
  const query = page.getByRole('textbox', { name: 'Which agents are shown' })
  await expect(query).toHaveValue('type:router')
  await query.fill('owner:"Finance and more" invoice')
  await expect(table.getByRole('row', { name: /Invoice screener/ })).toBeVisible()
  await expect(page.getByText(/^curl .*search=invoice&owner=Finance/)).toBeVisible()
  await page.reload()
  await expect(query).toHaveValue('owner:"Finance and more" invoice')
  await query.fill('nobody is like this')
  await expect(page.getByRole('heading', { name: 'No agent is like that' })).toBeVisible()
  await page.getByRole('link', { name: 'Show all agents' }).click()
  await table.getByRole('link', { name: 'tickets:route' }).click()
  await expect(query).toHaveValue('capability:tickets:route')
})

test('more agents than a page holds are on several', async ({ console: page, coordinator }) => {
  await publish(coordinator, ...Array.from({ length: 26 }, (_, place) => agent(`Agent ${place}`)))
  await go(page, 'Marketplace')
  const pages = page.getByRole('navigation', { name: 'Pages of the marketplace' })
  await expect(pages).toContainText('Page 1 of 2')
  await pages.getByRole('link', { name: 'Older ones' }).click()
  await expect(page).toHaveURL(/\?page=2$/)
  await expect(page.getByRole('link', { name: 'Agent 0', exact: true })).toBeVisible()
  await pages.getByRole('link', { name: 'Newer ones' }).click()
  await expect(pages).toContainText('Page 1 of 2')
})

test('a listing says who it is and how to call it, is reported, hidden with a reason and shown again', async ({ console: page, coordinator }) => {
  const [id = ''] = await publish(coordinator, agent('Invoice screener'))
  await go(page, 'Marketplace')
  await page.getByRole('link', { name: 'Invoice screener' }).click()
  await expect(page.getByRole('region', { name: 'Agent' }).getByText('Invoice screener does what it says')).toBeVisible()
  await expect(page.getByRole('region', { name: 'How to call it' }).first()).toContainText('Authorization: Bearer $TOKEN')
  await expect(page.getByRole('region', { name: 'Identity' })).toContainText(`did:web:127.0.0.1%3A${new URL(coordinator.url).port}:agents:${id}`)
  await expect(page.getByRole('region', { name: 'DID document' })).toContainText('verificationMethod')

  await page.getByRole('button', { name: 'Report' }).click()
  const asked = page.getByRole('alertdialog')
  await asked.getByRole('textbox', { name: 'Why' }).fill('It answers rudely')
  await asked.getByRole('button', { name: 'Report' }).click()
  await expect(page.getByText('Invoice screener was reported')).toBeVisible()

  await page.getByRole('button', { name: 'Hide' }).click()
  await asked.getByRole('textbox', { name: 'Why' }).fill('Under review')
  await asked.getByRole('button', { name: 'Hide' }).click()
  await expect(page.getByRole('heading', { name: 'Nobody finds this agent' })).toBeVisible()
  await page.goto(`${coordinator.url}/console/agents/${id}`)
  const market = page.getByRole('region', { name: 'Marketplace' })
  await expect(market).toContainText('Under review')
  await market.getByRole('link', { name: 'Read why' }).click()
  await expect(page.getByRole('table', { name: 'Audit' }).getByRole('row', { name: /reason: It answers rudely/ })).toBeVisible()
  await page.goBack()
  await market.getByRole('button', { name: 'Show again' }).click()
  await expect(page.getByText('Invoice screener can be found again')).toBeVisible()
  await market.getByRole('link', { name: 'Its listing' }).click()
  await expect(page.getByRole('heading', { name: 'Invoice screener', level: 1 })).toBeVisible()
})

test('whoever only looks can report, and is offered nothing that is not theirs to do', async ({ console: page, coordinator }) => {
  const [id = ''] = await publish(coordinator, agent('Invoice screener'))
  await page.route('**/v1/me', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), role: 'viewer', may_change: false } })
  })
  await page.goto(`${coordinator.url}/console/marketplace/${id}`)
  await expect(page.getByRole('button', { name: 'Report' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Hide' })).toHaveCount(0)
  await page.goto(`${coordinator.url}/console/agents/${id}`)
  await expect(page.getByRole('region', { name: 'Marketplace' })).toContainText('Public')
  await expect(page.getByRole('button', { name: 'Unpublish' })).toHaveCount(0)
})

withConsole('where it is turned off the page says so, and how to turn it on', async ({ console: page, coordinator }) => {
  await go(page, 'Marketplace')
  await expect(page.getByRole('heading', { name: 'The marketplace is turned off here' })).toBeVisible()
  await expect(page.getByText('MUSTER_MARKETPLACE=true muster serve')).toBeVisible()
  await page.goto(`${coordinator.url}/console/marketplace/agt_00000000000000000000000000`)
  await expect(page.getByRole('heading', { name: 'The marketplace is turned off here' })).toBeVisible()
})
