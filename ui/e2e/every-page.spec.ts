// What holds for every page: for eyes, ears, hands, small windows, German, and lines that run from right to left.

import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { Coordinator } from './coordinator'
import { addresses, open } from './routes'
import { type Places, setScene } from './scene'
import { expect, test } from './test'

let coordinator: Coordinator
let places: Places

// These tests look and change nothing, so one coordinator is enough for all.
test.beforeAll(async () => {
  test.setTimeout(120_000)
  coordinator = await Coordinator.thatHasEverything()
  places = await setScene(coordinator)
})
test.afterAll(() => coordinator.remove())

type Manner = { theme: 'light' | 'dark'; language: 'en' | 'de' | 'pseudo'; size: [number, number]; density?: 'compact' }

async function enter(page: Page, { theme, language, size: [width, height], density }: Manner): Promise<string[]> {
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: theme })
  await page.addInitScript(
    ([words, rows]) => {
      localStorage.setItem('muster.language', words)
      localStorage.setItem('muster.density', rows)
    },
    [language, density ?? 'normal'] as const,
  )
  await page.goto(await coordinator.link())
  await page.locator('h1').waitFor()
  return await addresses(page, places)
}

async function violations(page: Page): Promise<string[]> {
  // An opening animation is a contrast that nobody will look at.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
  const { violations: found } = await new AxeBuilder({ page }).options({ rules: { 'target-size': { enabled: true } } }).analyze()
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} ${node.html}`).join(' | ')}`)
}

const manners: Manner[] = [
  { theme: 'light', language: 'en', size: [1360, 800] },
  { theme: 'dark', language: 'en', size: [800, 600] },
  { theme: 'dark', language: 'de', size: [1360, 800] },
  { theme: 'light', language: 'de', size: [800, 600], density: 'compact' },
  { theme: 'dark', language: 'pseudo', size: [1360, 800] },
]

for (const manner of manners) {
  const { theme, language, size } = manner
  test(`axe finds nothing on any page: ${theme}, ${language}, ${size.join(' × ')}`, async ({ page }) => {
    test.setTimeout(180_000)
    for (const address of await enter(page, manner)) {
      await open(page, coordinator.url, address)
      await expect(page.locator('html')).toHaveAttribute('lang', language === 'de' ? 'de' : 'en')
      expect.soft(await violations(page), address).toEqual([])
    }
  })
}

/** What sticks out of the window to the side, but for tables, logs and commands, which may slide by themselves. */
const outside = (page: Page) =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth
    // This runs in the page, which knows nothing of this file.
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const slides = (element: Element) => element.closest('[role="table"], [role="log"], code, pre, .unseen, [aria-hidden="true"]') !== null
    const isOut = (element: Element) => {
      const { left, right, width: own } = element.getBoundingClientRect()
      return own > 0 && (right > width + 1 || left < -1)
    }
    // oxlint-disable-next-line unicorn/prefer-spread
    const found = Array.from(document.querySelectorAll('body *')).filter((element) => isOut(element) && !slides(element))
    // What stands in another that is named is named with it.
    const outermost = found.filter((one) => !found.some((other) => other !== one && other.contains(one)))
    return [document.documentElement.scrollWidth > width && `the page is ${document.documentElement.scrollWidth} wide`, ...outermost.slice(0, 3).map((one) => `${one.className} in ${one.parentElement?.className}: ${one.textContent?.slice(0, 60)}`)].filter(Boolean)
  })

for (const language of ['en', 'de', 'pseudo'] as const) {
  test(`no page is wider than a window at 400 %, in ${language}`, async ({ page }) => {
    test.setTimeout(120_000)
    for (const address of await enter(page, { theme: 'light', language, size: [320, 256] })) {
      await open(page, coordinator.url, address)
      expect.soft(await outside(page), address).toEqual([])
    }
  })
}

const dialogs = [
  ['/jobs', 'Run a job', 'More settings'],
  ['/workers', 'Add worker'],
  ['/workers', 'Add cloud worker'],
  ['/environments', 'New environment'],
  ['/schedules', 'Create schedule'],
  ['/agents', 'Register agent'],
] as const

test('no dialog is wider than a small window', async ({ page }) => {
  test.setTimeout(120_000)
  await enter(page, { theme: 'dark', language: 'en', size: [390, 800] })
  for (const [address, opener, more] of dialogs) {
    await open(page, coordinator.url, address)
    await page.getByRole('button', { name: opener, exact: true }).click()
    const dialog = page.getByRole('dialog', { name: /^(Run|Add|New|Create|Register)/ })
    await expect(dialog).toBeVisible()
    if (more) await dialog.getByRole('button', { name: more }).click()
    expect.soft(await outside(page), opener).toEqual([])
  }
})

/** Where the focus is, and whether it can be seen there. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body) return undefined
    // oxlint-disable-next-line unicorn/consistent-function-scoping
    const marked = (one: Element | null) => {
      if (!one) return false
      const { outlineStyle, outlineWidth } = getComputedStyle(one)
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0
    }
    // The frame of a field and the row of a list are marked for what has the focus in them.
    const frame = element.parentElement?.closest('[role="row"]') ?? element.parentElement?.parentElement ?? null
    const isSeen = marked(element) || marked(element.parentElement) || marked(frame) || (element.classList.contains('unseen') && marked(element.nextElementSibling))
    return { isSeen, html: element.outerHTML.slice(0, 160) }
  })

const MOST_STEPS = 60

test('wherever Tab leads, the focus is seen', async ({ page }) => {
  test.setTimeout(180_000)
  for (const address of await enter(page, { theme: 'dark', language: 'en', size: [1360, 800] })) {
    await open(page, coordinator.url, address)
    const unseen = new Set<string>()
    for (let step = 0; step < MOST_STEPS; step += 1) {
      await page.keyboard.press('Tab')
      const place = await focused(page)
      if (!place) break
      if (!place.isSeen) unseen.add(place.html)
    }
    expect.soft([...unseen], address).toEqual([])
  }
})

test('every page has one heading of its own, a title, and says to a screen reader that it opened', async ({ page }) => {
  const all = await enter(page, { theme: 'light', language: 'de', size: [1360, 800] })
  const titles = new Set<string>()
  for (const address of all) {
    await open(page, coordinator.url, address)
    const heading = await page.locator('h1').innerText()
    await expect(page.locator('h1')).toHaveCount(1)
    await expect(page).toHaveTitle(`${heading} · Muster`)
    await expect(page.locator('[aria-live="polite"]').filter({ hasText: 'geöffnet' })).toHaveCount(1)
    titles.add(heading)
  }
  // A list and what is opened in it share a heading; nothing else does.
  expect(titles.size).toBeGreaterThan(all.length * 0.7)
})

test('system colours and more contrast leave every page readable', async ({ page }) => {
  test.setTimeout(180_000)
  const all = await enter(page, { theme: 'dark', language: 'en', size: [1360, 800] })
  await page.emulateMedia({ contrast: 'more', colorScheme: 'dark' })
  for (const address of all) {
    await open(page, coordinator.url, address)
    expect.soft(await violations(page), `${address} with more contrast`).toEqual([])
  }
  await page.emulateMedia({ contrast: null, forcedColors: 'active' })
  for (const address of all) {
    await open(page, coordinator.url, address)
    expect.soft(await violations(page), `${address} with system colours`).toEqual([])
  }
})

test('who wants no motion sees none', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(await coordinator.link())
  await page.locator('h1').waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').waitFor()
  const longest = await page.evaluate(() => Math.max(0, ...document.getAnimations().map((one) => Number(one.effect?.getComputedTiming().duration ?? 0))))
  expect(longest).toBe(0)
})
