// `npm run screenshots`: pictures of every page for the documentation, in docs/screenshots.

import { defineConfig } from '@playwright/test'
import usual from './playwright.config.ts'

export default defineConfig({
  ...usual,
  testDir: 'e2e/screenshots',
  testIgnore: [],
  timeout: 300_000,
  retries: 0,
  use: { ...usual.use, trace: 'off', viewport: { width: 1280, height: 800 } },
})
