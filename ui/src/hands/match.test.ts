import { expect, test } from 'vitest'
import { match, pieces } from './match'

const best = (typed: string, ...texts: string[]) =>
  texts.flatMap((text) => (match(text, typed) ? [{ text, score: match(text, typed)?.score ?? 0 }] : [])).toSorted((a, b) => b.score - a.score)[0]?.text

test('what begins like the words comes before what only contains them', () => {
  expect(best('run', 'Rerun job_1', 'Run a job', 'Overrun')).toBe('Run a job')
  expect(best('go to wor', 'Go to Workers', 'Go to Overview')).toBe('Go to Workers')
  expect(best('gwo', 'Add a worker', 'Go to Workers')).toBe('Go to Workers')
  expect(match('Go to Jobs', 'worker')).toBeUndefined()
})

test('the letters that answer are marked', () => {
  const { marks } = match('Go to Jobs', 'jo') ?? { marks: new Set<number>() }
  expect(pieces('Go to Jobs', marks)).toEqual([
    { text: 'Go to ', isMarked: false },
    { text: 'Jo', isMarked: true },
    { text: 'bs', isMarked: false },
  ])
})
