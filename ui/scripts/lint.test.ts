import { expect, test } from 'vitest'
import { bareTexts, everybodyAsked, literalColours, physicalSides, strayBridge, unusedKeys } from './lint.mjs'

test('bare text is found where people would see or hear it', () => {
  const source = `<p title="Hi there" data-x="fine" className="fine">{t('a')} · Hello <b aria-label={t('b')}>12</b></p>`
  expect(bareTexts('x.tsx', source)).toEqual(['x.tsx:1 bare text "Hi there"', 'x.tsx:1 bare text "· Hello"'])
})

test('the bridge, colours and forgotten messages', () => {
  expect(strayBridge('src/a.ts', "import '@tauri-apps/api/core'")).toHaveLength(1)
  expect(strayBridge('src/platform/tauri.ts', "import '@tauri-apps/api/core'")).toEqual([])
  expect(literalColours('a.css', '/* #fff */ a { color: #f00; background: rgb(0 0 0 / 4%); top: var(--x) }')).toHaveLength(2)
  expect(physicalSides('a.css', 'a {\n  margin-left: auto;\n  text-align: right;\n  margin-inline-start: 0;\n}')).toHaveLength(2)
  expect(everybodyAsked('a.css', '  :has(> .foot) {}\n  .page > :has(a) b {}\n  .row:has(a:focus-visible) {}')).toHaveLength(2)
  expect(unusedKeys(['job.failed', 'nav.jobs', 'nav.gone'], ["t(`job.${state}`); t('nav.jobs')"])).toEqual(["messages: nobody says 'nav.gone'"])
})
