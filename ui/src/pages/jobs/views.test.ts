import { expect, test } from 'vitest'
import { readViews, removeView, renameView, sameQuery, saveView, views } from './views'

test('what is no view is left out, whoever wrote it', () => {
  for (const text of [null, '', '{', '{}', '[1,null,{"name":3}]', '[{"name":"x","query":{}}]']) expect(readViews(text), String(text)).toEqual([])
  expect(readViews('[{"name":" red ","query":{"state":"failed,no","more":1}}]')).toEqual([{ name: 'red', query: { state: 'failed' } }])
})

test('a view is saved, changed, renamed, removed and put back where it was', () => {
  views.set([])
  saveView('red', { state: 'failed' })
  saveView('mine', { label: 'team=ml' })
  saveView('red', { state: 'failed,timed_out' })
  expect(views.get().map(({ name }) => name)).toEqual(['red', 'mine'])
  renameView('red', 'wrong')
  const putBack = removeView('wrong')
  expect(views.get().map(({ name }) => name)).toEqual(['mine'])
  putBack()
  expect(views.get()[0]).toEqual({ name: 'wrong', query: { state: 'failed,timed_out' } })
  expect(readViews(localStorage.getItem('muster.views'))).toEqual(views.get())
})

test('the order of states does not make another query', () => {
  expect(sameQuery({ state: 'failed,running' }, { state: 'running,failed' })).toBe(true)
  expect(sameQuery({ state: 'failed' }, { state: 'failed', search: 'x' })).toBe(false)
})
