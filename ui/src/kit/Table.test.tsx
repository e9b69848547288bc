import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { type Column, Table } from './Table'

type Item = { id: string; why?: string }

const columns: Column<Item>[] = [
  { id: 'id', title: 'Id', width: '1fr', cell: ({ id }) => id },
  { id: 'what', title: 'What', width: '1fr', span: ({ why }) => (why ? 2 : 1), cell: ({ why }) => why ?? 'runs' },
  { id: 'who', title: 'Who', width: '1fr', cell: () => 'somebody' },
  { id: 'long', title: 'How long', width: '1fr', cell: () => '4 s' },
]

test('a cell that needs more room takes that of the next column, and the others stay where they are', () => {
  const html = document.createElement('div')
  html.innerHTML = renderToStaticMarkup(<Table label="Items" columns={columns} items={[{ id: 'one' }, { id: 'two', why: 'waits for a worker' }]} keyOf={({ id }) => id} />)
  const rows = [...html.querySelectorAll('[role=row]')].slice(1)
  const told = rows.map((row) => [...row.querySelectorAll('[role=cell]')].map((cell) => [cell.textContent, cell.getAttribute('aria-colspan')]))
  expect(told).toEqual([
    [['one', null], ['runs', null], ['somebody', null], ['4 s', null]],
    [['two', null], ['waits for a worker', '2'], ['4 s', null]],
  ])
})
