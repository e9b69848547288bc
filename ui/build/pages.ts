// The two pages that the build makes of index.html; its head says what they are for.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

const FIRST_SCRIPT = 'src/first-paint/theme.js'
const ICON = '../icons/icon.svg'

/** A file that is copied as it is, under a name that changes with its content. */
function hashed(path: string, name: string, extension: string) {
  const source = readFileSync(path, 'utf8')
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8)
  return { source, fileName: `assets/${name}-${hash}.${extension}` }
}

export function pages(): Plugin {
  const theme = hashed(FIRST_SCRIPT, 'theme', 'js')
  const icon = hashed(ICON, 'icon', 'svg')
  return {
    name: 'muster-pages',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: {
      order: 'pre',
      handler: (html) =>
        html
          .replace(`<script src="/${FIRST_SCRIPT}"></script>`, `<script vite-ignore src="./${theme.fileName}"></script>`)
          .replace('href="/icon.svg"', `vite-ignore href="./${icon.fileName}"`),
    },
    generateBundle(_options, bundle) {
      this.emitFile({ type: 'asset', ...theme })
      this.emitFile({ type: 'asset', ...icon })
      const page = bundle['index.html']
      if (page?.type !== 'asset') this.error('the build made no index.html')
      const html = String(page.source).replace(/<!--[\s\S]*?-->\s*/g, '').replace(/vite-ignore /g, '')
      page.source = html.replaceAll('="./', '="/')
      const template = html.replaceAll('="./', '="__BASE__').replace('<style>', '<style nonce="__STYLE_NONCE__">')
      for (const mark of ['"__BASE__assets/', 'nonce="__STYLE_NONCE__"']) {
        if (!template.includes(mark)) this.error(`console.html lacks ${mark}`)
      }
      this.emitFile({ type: 'asset', fileName: 'console.html', source: template })
    },
  }
}
