// What oxlint does not know about this project:
// - every word that a person sees stands in the message catalogue, and every message is used;
// - only one file talks to the desktop bridge;
// - style sheets name no colour of their own, no side that is another one where lines run from right to left, and ask no
//   question of every element.
//
// `node scripts/lint.mjs` prints one line per finding and fails if there is one.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

const WORDED = new Set(['aria-label', 'alt', 'title', 'placeholder', 'label', 'hint', 'body', 'confirm', 'keep'])
const hasWord = (text) => /\p{L}{2,}/u.test(text)
const isTest = (path) => path.includes('.test.')

/** Bare text in JSX: between tags, or in an attribute that is shown or spoken. */
export function bareTexts(path, text) {
  const found = []
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const at = (node) => source.getLineAndCharacterOfPosition(node.getStart()).line + 1
  const visit = (node) => {
    if (ts.isJsxText(node) && hasWord(node.text)) found.push(`${path}:${at(node)} bare text "${node.text.trim()}"`)
    const isWorded = ts.isJsxAttribute(node) && WORDED.has(node.name.getText())
    const value = isWorded && node.initializer
    if (value && ts.isStringLiteral(value) && hasWord(value.text)) found.push(`${path}:${at(node)} bare text "${value.text}"`)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

export function strayBridge(path, text) {
  return text.includes('@tauri-apps') && path !== 'src/platform/tauri.ts' ? [`${path} imports the desktop bridge`] : []
}

export function literalColours(path, text) {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '')
  return [...code.matchAll(/#[0-9a-f]{3,8}\b|\b(?:rgb|hsl)a?\(/gi)].map(([colour]) => `${path} names the colour ${colour}`)
}

const SIDES = /^\s*((?:margin|padding|border)-(?:left|right)|text-align:\s*(?:left|right)|float)\b/gm

export function physicalSides(path, text) {
  return [...text.matchAll(SIDES)].map(([, side]) => `${path} says ${side}; say inline-start or inline-end`)
}

/** What asks every element about what is in it is asked again with each row that a list draws. */
export function everybodyAsked(path, text) {
  return [...text.matchAll(/(?:^|[\s,>+~])(:has\([^)]*\))/gm)].map(([, asked]) => `${path} asks every element ${asked}; say which`)
}

/** Keys that no source names, in full or as the beginning of a template. */
export function unusedKeys(keys, sources) {
  const all = sources.join('\n')
  const beginnings = [...all.matchAll(/`([a-z_]+\.[a-z_]*)\$\{/g)].map(([, beginning]) => beginning)
  const isUsed = (key) => all.includes(`'${key}'`) || beginnings.some((beginning) => key.startsWith(beginning))
  return keys.filter((key) => !isUsed(key)).map((key) => `messages: nobody says '${key}'`)
}

function findings() {
  const files = readdirSync('src', { recursive: true }).map((path) => join('src', path).replaceAll('\\', '/'))
  const read = (ending) => files.filter((path) => ending.test(path)).map((path) => [path, readFileSync(path, 'utf8')])
  const code = read(/\.tsx?$/).filter(([path]) => !isTest(path))
  const words = code.filter(([path]) => path.startsWith('src/messages/en/'))
  const users = code.filter(([path]) => !path.startsWith('src/messages/'))
  const keys = words.flatMap(([, text]) => [...text.matchAll(/^ {2}'([a-z_]+\.[a-z_]+)':/gm)].map(([, key]) => key))
  return [
    ...code.flatMap(([path, text]) => [...bareTexts(path, text), ...strayBridge(path, text)]),
    ...read(/\.module\.css$/).flatMap(([path, text]) => [...literalColours(path, text), ...physicalSides(path, text), ...everybodyAsked(path, text)]),
    ...unusedKeys(keys, users.map(([, text]) => text)),
  ]
}

if (import.meta.filename === process.argv[1]) {
  const found = findings()
  for (const line of found) process.stderr.write(`${line}\n`)
  process.exitCode = found.length > 0 ? 1 : 0
}
