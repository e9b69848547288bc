// What people gave a worker as labels: how it is typed and shown, and what is on its way to the coordinator.

import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call } from '~/api/call'
import type { Worker } from '~/api/schema'
import { applyWorkers } from '~/live/cache'

export type LabelValue = string | number | boolean
export type Labels = Record<string, LabelValue>

/** What is changed and not answered yet; nothing where a label is taken back. */
type Changes = Record<string, { value: LabelValue | null; ticket: number }>

/** A value as people type it: a number or a truth if it looks like one, and a text in quotes if it must not. */
export function readValue(typed: string): LabelValue {
  const text = typed.trim()
  if (text === '') return true
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'string' || typeof value === 'boolean' || isExact(value)) return value
  } catch {
    // It is a text as it stands.
  }
  return text
}

const PIECE = /(?:[^\s,"]|"[^"]*"?)+/g

/** `gpu room=attic floor=2`, as they are typed beside each other; nothing if one has no name. */
export function readLabels(typed: string): Labels | undefined {
  const pairs = [...typed.matchAll(PIECE)].map(([piece]) => {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(piece) ?? []
    return [name, readValue(value)] as const
  })
  return pairs.some(([name]) => name === '') ? undefined : Object.fromEntries(pairs)
}

/** A number that is still the same when it has been read. */
const isExact = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))

/** A value as it can be typed again. */
export const showValue = (value: LabelValue): string => (typeof value === 'string' && readValue(value) === value ? value : JSON.stringify(value))

/** What a worker was given, with what is on its way. */
export function withChanges(given: Labels, changes: Changes): Labels {
  const all = { ...given }
  for (const [name, { value }] of Object.entries(changes)) {
    if (value === null) delete all[name]
    else all[name] = value
  }
  return all
}

/** What a worker has and nobody gave it. */
export function found({ labels, given_labels: given }: Pick<Worker, 'labels' | 'given_labels'>): Labels {
  return Object.fromEntries(Object.entries(labels as Labels).filter(([name]) => !Object.hasOwn(given, name)))
}

/**
 * Shows a change at once, and takes it back with the reason if the coordinator does not want it. Changes are sent one after the
 * other, so that the last one counts.
 */
export function useGiven(worker: Worker) {
  const client = useQueryClient()
  const [changes, setChanges] = useState<Changes>({})
  const [refused, setRefused] = useState<{ name: string; error: Error }>()
  const [last, tickets] = [useRef<Promise<unknown>>(Promise.resolve()), useRef(0)]
  const change = (name: string, value: LabelValue | null): Promise<boolean> => {
    const ticket = (tickets.current += 1)
    setRefused(undefined)
    setChanges((all) => ({ ...all, [name]: { value, ticket } }))
    const send = () => call('patch', '/v1/workers/{id}', { path: { id: worker.id }, body: { labels: { [name]: value } } })
    const sent = last.current.then(send).then(
      (changed) => {
        applyWorkers(client, [changed])
        return true
      },
      (error: Error) => {
        setRefused({ name, error })
        return false
      },
    )
    last.current = sent
    // A later change of the same label is shown until it has its own answer.
    return sent.finally(() => setChanges(({ [name]: mine, ...rest }) => (mine && mine.ticket !== ticket ? { ...rest, [name]: mine } : rest)))
  }
  return { given: withChanges(worker.given_labels as Labels, changes), isPending: (name: string) => Object.hasOwn(changes, name), refused, change }
}
