// The console in a real Chromium against a real coordinator.
//
// MUSTER_BIN       the program under test; target/debug/muster if nothing is said
// MUSTER_CHROMIUM  the browser; /usr/bin/chromium if nothing is said

import { defineConfig } from '@playwright/test'

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export default defineConfig({
  testDir: 'e2e',
  // Those have limits of time and take minutes, or write into docs: `npm run e2e:long`, `npm run screenshots`.
  testIgnore: ['long/**', 'screenshots/**'],
  outputDir: 'test-results',
  // Each test has its own coordinator. Two at a time: while one waits for its page, the other's works.
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  // As for the Rust tests: a second try only where nobody watches, and it is counted.
  retries: process.env['CI'] ? 2 : 0,
  timeout: 45_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    actionTimeout: 10_000,
    viewport: { width: 1360, height: 800 },
    colorScheme: 'dark',
    locale: 'en-GB',
    launchOptions: { executablePath: process.env['MUSTER_CHROMIUM'] ?? '/usr/bin/chromium', args: FLAGS },
    trace: 'retain-on-failure',
  },
})
