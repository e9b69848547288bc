import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { pages } from './build/pages.ts'

const FIRST = /\/src\/((nonce|theme|choice|density|language|store)\.ts|format\/|messages\/(catalogue|languages|said|t)\.ts)/
const FORMS = /\/src\/pages\/(templates\/|jobs\/(Advanced|submission)\.)/

export default defineConfig({
  // Relative, so that the same files work under `/` and under `/console/`.
  base: './',
  plugins: [react(), pages()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // What each chunk needs, for scripts/gates.mjs, which takes it away again.
    manifest: true,
    // `font-src` and `img-src` name no data: URLs for our own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // One vendor file of 180 kB, compressed; most of it is React and React Aria.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // Few files: a coordinator answers over HTTP/1.1, where each request waits for one of six connections.
        codeSplitting: {
          groups: [
            // Charts are on one page.
            { name: 'chart', test: /node_modules\/uplot/, priority: 4 },
            { name: 'terminal', test: /node_modules\/@xterm/, priority: 4 },
            { name: 'vendor', test: /node_modules/, priority: 3 },
            // What runs before the language is there; all else takes its texts when it begins.
            { name: 'first', test: FIRST, priority: 2 },
            // Another language that is not complete has it beside its own.
            { name: 'en', test: /\/src\/messages\/en\//, priority: 2 },
            // Other languages have it beside their own, and English never.
            { name: 'sayer', test: /\/src\/messages\/said\/sayer/, priority: 2 },
            // What these pages share with each other the first page does not need; the address of the marketplace is read by the router.
            { name: 'agents', test: /\/src\/pages\/(agents|marketplace)\/(?!filter)/, minShareCount: 2, priority: 1.5, includeDependenciesRecursively: false },
            // The audit log and a worker's page tell what was done.
            { name: 'audit', test: /\/src\/(messages\/audit-actions|pages\/audit\/)/, minShareCount: 2, priority: 1.5, includeDependenciesRecursively: false },
            { name: 'shared', test: (id) => id.includes('/src/') && !id.includes('/src/log/') && !FORMS.test(id), minShareCount: 2, priority: 1 },
            // What a job's form and a template's have in common; no page begins with them.
            { name: 'forms', test: FORMS, minShareCount: 2, includeDependenciesRecursively: false },
            // Jobs and environments have logs, and the first page has none.
            { name: 'log', test: /\/src\/log\//, priority: 0, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  test: {
    include: ['{src,scripts}/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    setupFiles: ['src/messages/english.ts'],
    restoreMocks: true,
  },
})
