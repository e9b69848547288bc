import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { pages } from './build/pages.ts'

export default defineConfig({
  // Relative, so that the same files work under `/` and under `/console/`.
  base: './',
  plugins: [react(), pages()],
  resolve: { alias: { '~': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'es2022',
    // `font-src` and `img-src` name no data: URLs for our own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  test: {
    include: ['{src,scripts}/**/*.test.{ts,tsx}'],
    environment: 'happy-dom',
    restoreMocks: true,
  },
})
