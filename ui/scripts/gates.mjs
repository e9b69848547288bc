// What a build must hold before anybody is served with it:
// - the first page needs less than 300 kB of compressed scripts, in whichever language is the largest;
// - nothing in it has the shape of a secret, or is the value of a variable of whoever built it.
//
// `node scripts/gates.mjs` reads `dist` after a build, prints what it measured, and fails if a gate does not hold.

import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { extname, join } from 'node:path'
import { gzipSync } from 'node:zlib'

const DIST = 'dist'
const MOST_KB = 300
const FIRST = ['index.html', 'src/app.tsx', 'src/pages/overview/OverviewPage.tsx']
// English has a chunk that several share, so it has no name of its own.
const LANGUAGE = /^(?:src\/messages\/([a-z]{2})\/index\.ts|_(en)-.+\.js)$/

/** The script files that these chunks of a manifest need, with all that they import at once. */
export function needed(manifest, names, seen = new Set()) {
  for (const name of names) {
    const chunk = manifest[name]
    if (!chunk) throw new Error(`the manifest has no ${name}`)
    if (seen.has(chunk.file)) continue
    seen.add(chunk.file)
    needed(manifest, chunk.imports ?? [], seen)
  }
  return [...seen].filter((file) => file.endsWith('.js'))
}

const sum = (numbers) => numbers.reduce((total, one) => total + one, 0)

/** In kB of 1000 bytes; `size` tells a file's. English comes with each language that is `partial`. */
export function initialSize(manifest, size, partial) {
  const first = sum(needed(manifest, FIRST).map(size))
  const found = Object.keys(manifest).map((name) => [LANGUAGE.exec(name), manifest[name].file])
  const languages = new Map(found.flatMap(([match, file]) => (match ? [[match[1] ?? match[2], size(file)]] : [])))
  const spoken = [...languages].map(([id, own]) => own + (partial.includes(id) ? (languages.get('en') ?? 0) : 0))
  return (first + Math.max(0, ...spoken)) / 1000
}

const SHAPES = {
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a key of a biller': /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/]{16,}|\bpolar_(?:oat|whs|pat)_[A-Za-z0-9]{16,}/,
  'a key of a provider': /\bAKIA[0-9A-Z]{16}\b|\bdtn_[A-Za-z0-9]{24,}|\brnd_[A-Za-z0-9]{24,}|AccountKey=[A-Za-z0-9+/=]{40,}/,
  'a token of a forge': /\bgh[opsu]_[A-Za-z0-9]{30,}|\bgithub_pat_\w{30,}|\bglpat-[\w-]{20,}|\bnpm_[A-Za-z0-9]{30,}/,
  'a token of ours': /\bmuster_[a-z]+_[A-Za-z0-9]{20,}/,
  'a signed token': /\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}/,
  'an address with a password': /\b[a-z]+:\/\/[^\s/:@"'`{}$]+:[^\s/:@"'`{}$]{3,}@/,
  'a variable that is read at run time': /\b(?:process\.env|import\.meta\.env)\b/,
}

// Shorter values are words that may stand anywhere.
const SHORTEST_VALUE = 12
const SECRET_NAME = /TOKEN|SECRET|PASSW|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY/i

export function secretsIn(path, text, environment = {}) {
  const shapes = Object.entries(SHAPES).filter(([, shape]) => shape.test(text))
  const values = Object.entries(environment).filter(([name, value]) => SECRET_NAME.test(name) && value.length >= SHORTEST_VALUE && text.includes(value))
  // Never the text itself: this is printed where others read it.
  return [...shapes.map(([what]) => `${path} has ${what}`), ...values.map(([name]) => `${path} has the value of ${name}`)]
}

const READ = new Set(['.js', '.css', '.html', '.svg', '.json', '.map', '.txt'])

function run() {
  const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'))
  const partial = [...readFileSync('src/messages/languages.ts', 'utf8').matchAll(/(\w\w): \{ name.*isComplete: false/g)].map(([, id]) => id)
  const size = initialSize(manifest, (file) => gzipSync(readFileSync(join(DIST, file))).length, partial)
  process.stdout.write(`initial scripts: ${size.toFixed(1)} kB of ${MOST_KB} kB\n`)
  rmSync(join(DIST, '.vite'), { recursive: true })
  const files = readdirSync(DIST, { recursive: true }).filter((path) => READ.has(extname(path)))
  const found = files.flatMap((path) => secretsIn(path, readFileSync(join(DIST, path), 'utf8'), process.env))
  if (size >= MOST_KB) found.push(`the first page needs ${size.toFixed(1)} kB of scripts; load lazily what it does not show`)
  for (const line of found) process.stderr.write(`${line}\n`)
  process.exitCode = found.length > 0 ? 1 : 0
}

if (import.meta.filename === process.argv[1]) run()
