import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type JobFilter, jobStates, readFilter, span } from './job-filter'
import { complete, parseQuery, showFilter } from './job-query'

type Case = { query: string; filter?: Record<string, unknown>; wrong?: string; term?: string }
/** What the coordinator's own tests read its parser by. */
const cases = JSON.parse(readFileSync('../crates/muster-api/src/query/cases.json', 'utf8')) as Case[]

const inSeconds = ({ older, newer, ...rest }: JobFilter) => ({ ...rest, ...(older ? { older: span(older) } : {}), ...(newer ? { newer: span(newer) } : {}) })

const wrongs = (text: string) => parseQuery(text).parts.flatMap(({ wrong }) => (wrong ? [wrong.why] : []))

describe('a query', () => {
  it.each(cases)('is read as the coordinator reads it: $query', ({ query, filter, wrong, term }) => {
    const { filter: read, parts } = parseQuery(query)
    const bad = parts.find((part) => part.wrong)
    expect(bad && [bad.wrong?.why, query.slice(bad.from, bad.to)]).toEqual(wrong && [wrong, term])
    if (filter) expect(inSeconds(read)).toEqual(filter)
  })

  it('says what it is made of, in any order', () => {
    expect(parseQuery('cargo state:running,failed label:team=ml test').filter).toEqual({ state: ['running', 'failed'], label: ['team=ml'], search: 'cargo test' })
    expect(parseQuery('schedule:nightly').filter).toEqual({ schedule: 'nightly' })
    expect(parseQuery('label:"team=two words" batch:job_12').filter).toEqual({ batch: 'job_12', label: ['team=two words'] })
  })

  it('takes what stands in quotes for a text', () => {
    expect(parseQuery('"state:faild"').filter).toEqual({ search: 'state:faild' })
    expect(wrongs('"older:1h"')).toEqual([])
    expect(wrongs('http://localhost std::fs')).toEqual([])
  })

  it('says what is wrong, and where', () => {
    const [part] = parseQuery('x state:faild').parts.slice(1)
    expect(part).toMatchObject({ from: 2, to: 13, wrong: { why: 'state', said: 'faild', nearest: 'failed' } })
    expect(wrongs('label:=gpu')).toEqual(['label'])
    expect(wrongs('batch:12')).toEqual(['batch'])
    expect(wrongs('batch:job_1 batch:job_2')).toEqual(['twice'])
    expect(wrongs('schedule:nightly state:failed')).toEqual(['alone'])
    expect(wrongs('since:1h')).toEqual(['word'])
    expect(wrongs('older:soon')).toEqual(['span'])
    expect(wrongs('state:')).toEqual(['unfinished'])
    expect(wrongs(Array.from({ length: 9 }, (_, index) => `label:n=${index}`).join(' '))).toEqual(['labels'])
  })

  it('is read back as it is shown', () => {
    const filters = fc.record(
      {
        state: fc.subarray(jobStates).map((states) => states.join(',')),
        batch: fc.integer({ min: 1 }).map((id) => `job_${id}`),
        label: fc.subarray(['team=ml', 'gpu', 'note=two words']).map((labels) => labels.join(',')),
        worker: fc.constantFrom('studio', 'my laptop', 'state:x'),
        older: fc.constantFrom('1h', '90', '1h30m'),
        newer: fc.constantFrom('2d', '15min'),
        search: fc.array(fc.constantFrom('cargo', 'state:x', 'older:1h', 'a=b', '--all', 'label:gpu')).map((words) => words.join(' ')),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(filters, (written) => {
        const filter = readFilter(written)
        expect(parseQuery(showFilter(filter)).filter).toEqual(filter)
      }),
    )
  })
})

describe('a completion', () => {
  const known = { labels: ['team=ml', 'team=web'], workers: ['studio', 'my laptop'], batches: ['job_7'], schedules: ['nightly'] }
  const offers = (text: string, cursor = text.length) => complete(text, cursor, known).offers.map((offer) => offer.text)

  it('offers the words, and then what can follow them', () => {
    expect(offers('')).toEqual(['state:', 'label:', 'worker:', 'older:', 'newer:', 'batch:', 'schedule:'])
    expect(offers('cargo st')).toEqual(['state:'])
    expect(offers('state:qu')).toEqual(['state:queued', 'state:quarantined'])
    expect(offers('label:we')).toEqual(['label:team=web'])
    expect(offers('worker:my')).toEqual(['worker:"my laptop"'])
    expect(offers('older:1')).toEqual(['older:15min', 'older:1h', 'older:1d'])
  })

  it('goes on after a comma, without what was named', () => {
    expect(offers('state:failed,f')).not.toContain('state:failed,failed')
    expect(offers('state:failed,ru')).toEqual(['state:failed,running'])
  })

  it('replaces the word that the cursor stands in', () => {
    expect(complete('state:fa x', 8, known)).toMatchObject({ from: 0, to: 8 })
    expect(complete('state:failed x', 8, known)).toMatchObject({ from: 0, to: 12 })
  })
})
