import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filled, named, plain, renamed, textOf, turned, withParameter, wordsOf } from './line'

const marked = (text: string, what: string) => ({ from: text.indexOf(what), to: text.indexOf(what) + what.length })
const put = (text: string, what: string, manner: 'line' | 'words' = 'line') => withParameter(text, marked(text, what), manner, 'who')

/** What means something to a shell, and what does not. */
const letter = fc.constantFrom(...`ab \t\n\\'"$\`{}[]*?|&;<>()#~!=%é漢😀`)

test('words are written so that they are read again as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: letter, maxLength: 12 }), { maxLength: 5 }), (words) => {
      expect(wordsOf(textOf(words))).toEqual(words)
    }),
  )
})

test('quotes and backslashes are read as a shell reads them', () => {
  expect(wordsOf(String.raw`echo 'a b' "c \"d\"" e\ f "" 'g'h`)).toEqual(['echo', 'a b', 'c "d"', 'e f', '', 'gh'])
  expect(wordsOf('echo "open')).toBeUndefined()
  expect(wordsOf('  ')).toEqual([])
})

test('a value stays one word wherever its parameter stands', () => {
  expect(put('echo ada', 'ada')).toBe('echo "$MUSTER_PARAM_WHO"')
  expect(put('echo "hello ada!"', 'ada')).toBe('echo "hello ${MUSTER_PARAM_WHO}!"')
  expect(put("echo 'hello ada'", 'ada')).toBe(`echo 'hello '"$MUSTER_PARAM_WHO"''`)
  expect(put('echo ada', 'ada', 'words')).toBe('echo {{who}}')
})

const said = (text: string, what: string, manner: 'line' | 'words' = 'line') => plain(text, marked(text, what), manner)

test('only plain text becomes a parameter', () => {
  expect(said('make -j 4 all', '4')).toBe('4')
  expect(said("echo 'a b' c", "'a b'")).toBe('a b')
  expect(said('echo "hello ada"', 'hello ada')).toBe('hello ada')
  expect(said("echo '$HOME'", '$HOME')).toBe('$HOME')
  for (const [text, what] of [
    ['echo a b', 'a b'],
    ['ls *.txt', '*.txt'],
    ['echo $HOME', '$HOME'],
    ['echo "$HOME"', '$HOME'],
    ['echo "$HOME"', '"$HOME"'],
    ['a | b', '|'],
    ['echo "a" b', 'a" b'],
    ['echo a', ' '],
  ] as const)
    expect(said(text, what), text).toBeUndefined()
  expect(said('ls *.txt', '*.txt', 'words')).toBe('*.txt')
  expect(said('echo {{who}}', '{{who}}', 'words')).toBeUndefined()
})

test('a command keeps its parameters when it is run in another manner', () => {
  expect(turned('echo "$MUSTER_PARAM_WHO" ${MUSTER_PARAM_HOW}', 'words')).toBe('echo {{who}} {{how}}')
  expect(turned('echo --to={{who}} "and {{how}}"', 'line')).toBe('echo --to="$MUSTER_PARAM_WHO" "and ${MUSTER_PARAM_HOW}"')
  expect(turned(turned("echo 'a {{who}} b'", 'line'), 'words')).toBe("echo 'a {{who}} b'")
})

test('a new name of a parameter is one in the command too, and other names stay', () => {
  expect(renamed('echo "$MUSTER_PARAM_A" $MUSTER_PARAM_AB {{a}} {{ab}}', 'a', 'who')).toBe('echo "$MUSTER_PARAM_WHO" $MUSTER_PARAM_AB {{who}} {{ab}}')
  expect(named('echo "$MUSTER_PARAM_A" {{b}} {{.Names}}')).toEqual({ gaps: ['b'], variables: ['a'] })
  expect(filled('echo {{a}} {{c}}', { a: '{{c}}' })).toBe('echo {{c}} {{c}}')
})
