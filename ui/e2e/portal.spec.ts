// The portal in a browser: under the public name, as strangers see it, and on the coordinator's machine, as its operator does.

import { AxeBuilder } from '@axe-core/playwright'
import { type Page, chromium, test as base } from '@playwright/test'
import { Coordinator } from './coordinator'
import { expect, go, test as withConsole } from './test'

const HOST = 'muster.example'
const PAGES = ['', '/getting-started', '/marketplace', '/pricing', '/api', '/status']

type Fixtures = { open: Coordinator; visitor: Page; listing: string }

const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern
  open: async ({}, provide) => {
    const coordinator = await Coordinator.thatIsSeenAt(`https://${HOST}`)
    await provide(coordinator)
    await coordinator.remove()
  },
  /** A stranger's browser, for which the public name leads to the coordinator; what the policy of a page blocks fails the test. */
  visitor: async ({ open, launchOptions }, provide) => {
    const to = new URL(open.url).host
    const args = [...(launchOptions.args ?? []), `--host-resolver-rules=MAP ${HOST}:443 ${to}`, '--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable']
    const browser = await chromium.launch({ ...launchOptions, args })
    const context = await browser.newContext({ locale: 'en-GB', colorScheme: 'light', viewport: { width: 1280, height: 860 } })
    const page = await context.newPage()
    const blocked: string[] = []
    page.on('console', (said) => said.text().includes('Content Security Policy') && blocked.push(said.text()))
    page.on('pageerror', (error) => blocked.push(error.message))
    await provide(page)
    await browser.close()
    if (blocked.length > 0) throw new Error(blocked.join('; '))
  },
  listing: async ({ open }, provide) => {
    const names = ['Invoice screener', 'Release notes', 'Ticket router', '<b>Bold</b> & "quoted"']
    let last = ''
    for (const [place, name] of names.entries()) {
      // oxlint-disable-next-line no-await-in-loop
      const { agentId } = await open.post<{ agentId: string }>('/v1/agents', {
        email: `agent-${place}@example.org`,
        name,
        description: 'Reads what comes in, says what it is, and passes it on to whoever looks after it. It keeps nothing.',
        agentType: place % 2 === 0 ? 'screener' : 'router',
        version: `1.${place}.0`,
        capabilities: ['invoices:read', 'invoices:classify', 'tickets:route'],
        owner: 'Finance & operations',
        deploymentEnv: 'production',
        endpoint: 'https://agents.example.org/a2a',
        isPublic: true,
      })
      last = agentId
    }
    await provide(last)
  },
})

/** Plain HTTP at the port of TLS: what a proxy with a certificate would hand on. */
const at = (path: string): string => `http://${HOST}:443/portal${path}`

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

for (const theme of ['light', 'dark'] as const) {
  test(`no page of the portal has a fault in the ${theme} theme, wide or narrow`, async ({ visitor: page, listing }, info) => {
    await page.emulateMedia({ colorScheme: theme })
    for (const path of [...PAGES, `/marketplace/${listing}`, '/marketplace?search=nobody', '/marketplace/agt_00000000000000000000000000']) {
      // oxlint-disable-next-line no-await-in-loop
      await test.step(path, async () => {
        await page.setViewportSize({ width: 1280, height: 860 })
        await page.goto(at(path))
        expect(await findings(page), path).toEqual([])
        const name = (path.split('?')[0] ?? '').replaceAll('/', '-').replace(listing, 'one') || '-home'
        await page.screenshot({ path: info.outputPath(`portal${name}-${theme}.png`), fullPage: !path.startsWith('/api') })
        await page.setViewportSize({ width: 320, height: 640 })
        expect(await page.evaluate(() => document.documentElement.scrollWidth), `${path} slides to the side`).toBeLessThanOrEqual(320)
        await page.screenshot({ path: info.outputPath(`portal${name}-${theme}-narrow.png`) })
      })
    }
  })
}

test('a stranger without scripts finds an agent, reads it and reports it', async ({ visitor, listing, open }) => {
  const context = await visitor.context().browser()?.newContext({ javaScriptEnabled: false, locale: 'en-GB' })
  if (!context) throw new Error('the browser has gone')
  const page = await context.newPage()
  await page.goto(at(''))
  await expect(page.getByText('Everything works')).toBeVisible()
  await page.getByRole('navigation').getByRole('link', { name: 'Marketplace' }).click()
  await expect(page.getByRole('status')).toHaveText('4 agents')
  await page.getByRole('textbox', { name: 'Search' }).fill('bold')
  await page.getByRole('combobox', { name: 'Type' }).selectOption('router')
  await page.getByRole('button', { name: 'Search' }).click()
  await expect(page.getByRole('status')).toHaveText('1 agent')
  await page.getByRole('link', { name: '<b>Bold</b> & "quoted"' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('<b>Bold</b> & "quoted"')
  await expect(page.getByText(`did:web:${HOST}:agents:${listing}`).first()).toBeVisible()
  await page.getByText('Report this listing').click()
  await page.getByRole('textbox', { name: 'What is wrong with it' }).fill('It is somebody else')
  await page.getByRole('button', { name: 'Send the report' }).click()
  await expect(page.getByText('Your report was written down')).toBeVisible()
  expect((await open.get<{ reports: number }>(`/v1/agents/${listing}`)).reports).toBe(1)
  await context.close()
})

test('nothing of the console is at the public origin, and no page there keeps anything', async ({ visitor: page, listing }) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  for (const path of [...PAGES, `/marketplace/${listing}`]) {
    // oxlint-disable-next-line no-await-in-loop
    await page.goto(at(path))
  }
  const elsewhere = asked.filter((url) => !url.startsWith(at('')))
  expect(elsewhere).toEqual([])
  expect(await page.context().cookies()).toEqual([])
  expect(await page.evaluate(() => [document.scripts.length, localStorage.length, sessionStorage.length])).toEqual([0, 0, 0])
  const answer = await page.goto(`http://${HOST}:443/console/`)
  expect(answer?.status()).toBe(404)
})

test('everything in the portal is reached by keyboard, and one key goes past the navigation', async ({ visitor: page, listing: _ }) => {
  await page.goto(at('/marketplace'))
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'To the content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('textbox', { name: 'Search' })).toBeFocused()
})

withConsole('the operator looks at the portal from the list of agents', async ({ console: page }) => {
  await go(page, 'Agents')
  const opened = page.waitForEvent('popup')
  await page.getByRole('link', { name: 'Developer portal' }).click()
  const portal = await opened
  await expect(portal.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(portal.getByRole('complementary')).toContainText('Nobody else sees this page')
})
