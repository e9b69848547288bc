// Every page of the console, as its router knows them: a new one is visited without being named anywhere.

import type { Page } from '@playwright/test'
import { kit as german } from '../src/messages/de/kit'
import { kit as english } from '../src/messages/en/kit'
import { expect } from './test'
import type { Places } from './scene'

/** The addresses of all pages, with something in place of each parameter. */
export async function addresses(page: Page, places: Places): Promise<string[]> {
  const paths = await page.evaluate(() => {
    const { __TSR_ROUTER__: router } = globalThis as unknown as { __TSR_ROUTER__?: { routesByPath: Record<string, unknown> } }
    return Object.keys(router?.routesByPath ?? {})
  })
  if (paths.length === 0) throw new Error('the router does not say which pages there are')
  return paths.map((path) =>
    path.replace(/\$(\w+)/g, (_, name: string) => {
      const place = places[name]
      if (!place) throw new Error(`e2e/scene.ts makes nothing for $${name} of the page ${path}`)
      return place
    }),
  )
}

/** Opens a page by its address, and waits until it shows what it has read. */
export async function open(page: Page, origin: string, address: string): Promise<void> {
  await page.goto(`${origin}/console${address}`)
  await settled(page)
}

export async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor()
  for (const word of [english['kit.loading'], german['kit.loading']]) await expect(page.getByRole('main').getByText(word)).toHaveCount(0)
}
