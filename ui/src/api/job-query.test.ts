import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jobStates, readFilter } from './job-filter'
import { complete, parseQuery, showFilter } from './job-query'

const wrongs = (text: string) => parseQuery(text).parts.flatMap(({ wrong }) => (wrong ? [wrong.why] : []))

describe('a query', () => {
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
    expect(wrongs('label:gpu')).toEqual(['label'])
    expect(wrongs('batch:12')).toEqual(['batch'])
    expect(wrongs('batch:job_1 batch:job_2')).toEqual(['twice'])
    expect(wrongs('schedule:nightly state:failed')).toEqual(['alone'])
    expect(wrongs('older:1h')).toEqual(['word'])
    expect(wrongs('state:')).toEqual(['unfinished'])
    expect(wrongs(Array.from({ length: 9 }, (_, index) => `label:n=${index}`).join(' '))).toEqual(['labels'])
  })

  it('is read back as it is shown', () => {
    const filters = fc.record(
      {
        state: fc.subarray(jobStates).map((states) => states.join(',')),
        batch: fc.integer({ min: 1 }).map((id) => `job_${id}`),
        label: fc.subarray(['team=ml', 'run=7', 'note=two words']).map((labels) => labels.join(',')),
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
  const known = { labels: ['team=ml', 'team=web'], batches: ['job_7'], schedules: ['nightly'] }
  const offers = (text: string, cursor = text.length) => complete(text, cursor, known).offers.map((offer) => offer.text)

  it('offers the words, and then what can follow them', () => {
    expect(offers('')).toEqual(['state:', 'label:', 'batch:', 'schedule:'])
    expect(offers('cargo st')).toEqual(['state:'])
    expect(offers('state:qu')).toEqual(['state:queued', 'state:quarantined'])
    expect(offers('label:we')).toEqual(['label:team=web'])
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
