// Takes a picture of every page that the router knows, in both themes, with something on it.

import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { Coordinator } from '../coordinator'
import { addresses, open } from '../routes'
import { setScene } from '../scene'
import { expect, test } from '../test'

const FOLDER = resolve('../docs/screenshots')
const THEMES = ['light', 'dark'] as const
/** So many colours do for flat surfaces and a few state colours with their edges. */
const COLOURS = '64'
const MOST_BYTES = 4_000_000

/** `/jobs/job_7` is `jobs-job`: the name does not change with what was opened. */
const nameOf = (path: string): string => path.replace(/\/\$(\w+?)(?:Id)?(?=\/|$)/g, '-$1').replaceAll('/', '-').replace(/^-+/, '') || 'overview'

/** A picture with few colours, which is a tenth of the size. */
function keep(picture: Buffer, name: string): number {
  const file = join(FOLDER, name)
  writeFileSync(file, picture)
  execFileSync('convert', [file, '+dither', '-colors', COLOURS, '-strip', '-define', 'png:compression-level=9', `PNG8:${file}`])
  return Number(execFileSync('stat', ['-c', '%s', file]).toString())
}

async function take(page: Page, origin: string, address: string, theme: string): Promise<Buffer> {
  await page.emulateMedia({ colorScheme: theme as (typeof THEMES)[number], reducedMotion: 'reduce' })
  await open(page, origin, address)
  await page.evaluate(() => document.fonts.ready)
  await page.mouse.move(0, 0)
  await expect(page.getByText('Not known now')).toHaveCount(0)
  return await page.screenshot()
}

const row = (name: string): string => `| ${name} | ${THEMES.map((theme) => `![${name}, ${theme}](${name}-${theme}.png)`).join(' | ')} |`

const index = (names: string[]): string => `# The console in pictures

Every page in both themes, taken by \`npm run screenshots\` in \`ui/\` from a coordinator that was started with \`--demo\`.

| page | light | dark |
|---|---|---|
${names.map(row).join('\n')}
`

test('pictures of every page', async ({ page }) => {
  const coordinator = await Coordinator.thatHasEverything()
  try {
    const places = await setScene(coordinator)
    await page.goto(await coordinator.link())
    await page.locator('h1').waitFor()
    const paths = await addresses(page, Object.fromEntries(Object.keys(places).map((name) => [name, `$${name}`])))
    const all = await addresses(page, places)
    rmSync(FOLDER, { recursive: true, force: true })
    mkdirSync(FOLDER, { recursive: true })
    let total = 0
    for (const [at, address] of all.entries()) {
      for (const theme of THEMES) {
        // oxlint-disable-next-line no-await-in-loop
        total += keep(await take(page, coordinator.url, address, theme), `${nameOf(paths[at] ?? address)}-${theme}.png`)
      }
    }
    writeFileSync(join(FOLDER, 'README.md'), index(paths.map(nameOf)))
    process.stdout.write(`    ${all.length * THEMES.length} pictures, ${(total / 1e6).toFixed(2)} MB\n`)
    expect(total).toBeLessThan(MOST_BYTES)
  } finally {
    await coordinator.remove()
  }
})
