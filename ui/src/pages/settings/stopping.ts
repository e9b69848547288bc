// How stopping everything has ended: what providers have confirmed, and what is still there and why.

import type { Operation, Spend, StopAsked } from '~/api/schema'

export type Asked = StopAsked & { latest: Operation | undefined }

const isOpen = ({ latest }: Asked): boolean => latest?.state === 'open'

export type Left = { name: string; why: string | undefined }

export type Ending =
  | { kind: 'under_way'; over: number; of: number }
  /** Everything is over, and it is being looked whether anything still runs. */
  | { kind: 'looking' }
  | { kind: 'zero'; providers: string[] }
  | { kind: 'left'; left: Left[] }

/** What was said about each, and what runs now by the coordinator's own list; nothing as long as that was not read again. */
export function endingOf(asked: Asked[], now: Spend | undefined, whyOf: (asked: Asked) => string | undefined): Ending {
  const over = asked.filter((one) => !isOpen(one)).length
  if (over < asked.length) return { kind: 'under_way', over, of: asked.length }
  if (!now) return { kind: 'looking' }
  const failed = asked.filter(({ latest }) => latest?.state !== 'done')
  const why = new Map(failed.map((one) => [one.what.id, whyOf(one)]))
  const left = now.running.map(({ id, name }) => ({ name, why: why.get(id) }))
  if (left.length > 0) return { kind: 'left', left }
  return { kind: 'zero', providers: [...new Set(asked.map(({ what }) => what.provider))] }
}
