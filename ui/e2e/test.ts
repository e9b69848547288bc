// The tests' own `test`: one coordinator each, and a page that watches its content policy.

import { type Page, test as base } from '@playwright/test'
import { Coordinator } from './coordinator'

type Watched = { blocked: string[]; faults: string[] }

type Fixtures = {
  /** A coordinator of this test's own, without a past. */
  coordinator: Coordinator
  /** What the policy blocked and what went wrong in the page; both must be empty at the end of every test. */
  watched: Watched
  /** A page that is signed in and shows the overview. */
  console: Page
}

export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern
  coordinator: async ({}, provide) => {
    const coordinator = await Coordinator.start()
    await provide(coordinator)
    await coordinator.remove()
  },

  watched: [
    async ({ page }, provide) => {
      const watched: Watched = { blocked: [], faults: [] }
      await page.exposeFunction('reportBlocked', (what: string) => watched.blocked.push(what))
      await page.addInitScript(() => {
        const report = (globalThis as unknown as { reportBlocked: (what: string) => void }).reportBlocked
        addEventListener('securitypolicyviolation', (event) => report(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`))
      })
      page.on('pageerror', (error) => watched.faults.push(error.message))
      await provide(watched)
      if (watched.blocked.length > 0) throw new Error(`the content policy blocked ${watched.blocked.join('; ')}`)
      if (watched.faults.length > 0) throw new Error(`the page broke: ${watched.faults.join('; ')}`)
    },
    { auto: true },
  ],

  console: async ({ page, coordinator }, provide) => {
    await page.goto(await coordinator.link())
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await provide(page)
  },
})

export { expect } from '@playwright/test'

/** Submits a command through the dialog, and waits for its page. */
export async function runJob(page: Page, command: string): Promise<string> {
  await page.getByRole('button', { name: 'Run a job' }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Run a job' })
  await dialog.getByRole('textbox', { name: 'Command' }).fill(command)
  const accepted = page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith('/v1/jobs'))
  await dialog.getByRole('button', { name: 'Run', exact: true }).click()
  const { id } = (await (await accepted).json()) as { id: string }
  await page.waitForURL(`**/jobs/${id}`)
  return id
}

/** Goes to a page by the navigation, where its link may have a count beside its name. */
export async function go(page: Page, name: 'Overview' | 'Jobs' | 'Workers' | 'Schedules' | 'Environments' | 'Templates' | 'Agents' | 'Marketplace' | 'Usage' | 'Billing' | 'Audit' | 'Doctor' | 'Settings'): Promise<void> {
  await page.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: new RegExp(`^${name}`) }).click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}
