// What the console promises of speed and size, measured: minutes long, and with limits of time. One at a time, and nothing
// that watches besides.

import { defineConfig } from '@playwright/test'
import usual from './playwright.config.ts'

export default defineConfig({
  ...usual,
  testDir: 'e2e/long',
  testIgnore: [],
  timeout: 600_000,
  retries: 0,
  workers: 1,
  use: { ...usual.use, trace: 'off' },
})
