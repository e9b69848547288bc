// The two pages that the build makes of index.html; its head says what they are for.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin, Rolldown } from 'vite'

const FIRST_SCRIPT = 'src/first-paint/theme.js'
const ICON = '../icons/icon.svg'

/** A file that is copied as it is, under a name that changes with its content. */
function hashed(path: string, name: string, extension: string) {
  const source = readFileSync(path, 'utf8')
  const hash = createHash('sha256').update(source).digest('base64url').slice(0, 8)
  return { source, fileName: `assets/${name}-${hash}.${extension}` }
}

/** The page names what its first script will ask for, so that all of it is fetched at once. */
function withApp(html: string, bundle: Rolldown.OutputBundle): string {
  const chunks = Object.values(bundle).filter((one) => one.type === 'chunk')
  const app = chunks.find(({ facadeModuleId }) => facadeModuleId?.endsWith('/src/app.tsx'))
  if (!app) throw new Error('the build made no chunk of src/app.tsx')
  const needed = [app, ...chunks.filter(({ fileName }) => app.imports.includes(fileName))]
  const styles = needed.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])])
  const links = [
    ...needed.map(({ fileName }) => `<link rel="modulepreload" crossorigin href="./${fileName}">`),
    ...styles.map((fileName) => `<link rel="stylesheet" crossorigin href="./${fileName}">`),
  ]
  return html.replace('</head>', `${links.filter((link) => !html.includes(link)).join('\n')}\n</head>`)
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
      const html = withApp(String(page.source), bundle).replace(/<!--[\s\S]*?-->\s*/g, '').replace(/vite-ignore /g, '')
      page.source = html.replaceAll('="./', '="/')
      const template = html.replaceAll('="./', '="__BASE__').replace('<style>', '<style nonce="__STYLE_NONCE__">')
      for (const mark of ['"__BASE__assets/', 'nonce="__STYLE_NONCE__"']) {
        if (!template.includes(mark)) this.error(`console.html lacks ${mark}`)
      }
      this.emitFile({ type: 'asset', fileName: 'console.html', source: template })
    },
  }
}
