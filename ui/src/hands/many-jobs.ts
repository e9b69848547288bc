// What can be done with several jobs at once: those that were picked, or all that match a query.

import { failedIn } from '~/api/array'
import { call, idempotencyKey } from '~/api/call'
import { isOver } from '~/api/can'
import type { JobFilter } from '~/api/job-filter'
import { showFilter } from '~/api/job-query'
import { keys } from '~/api/queries'
import type { Job } from '~/api/schema'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { muster } from './command'
import { attempt, type Hands } from './hands'
import type { Action } from './registry'

/** The coordinator takes so many names at once. */
const MOST_NAMED = 1000
/** So many submissions make the largest batch. */
const MOST_RERUN = 10_000
const PAGE = 500

export type Picked = { jobs: Job[]; matching?: undefined } | { jobs: Job[]; matching: JobFilter; total: number }

const countOf = (picked: Picked): number => (picked.matching ? picked.total : picked.jobs.length)

/** A job that failed by itself, and an array of which some task did. */
const hasFailed = ({ state, array }: Job): boolean => ['failed', 'timed_out', 'quarantined'].includes(state) || (array ? failedIn(array) > 0 : false)

/** The ids of all that match, page by page. */
async function matchingIds(filter: JobFilter): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    // Each page says where the next one begins.
    // oxlint-disable-next-line no-await-in-loop
    const page = await call('get', '/v1/jobs', { query: { query: showFilter(filter), ...(cursor ? { cursor } : {}), limit: PAGE } })
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.next_cursor ?? undefined
  } while (cursor && ids.length < MOST_RERUN)
  return ids
}

const idsOf = (picked: Picked): Promise<string[]> => (picked.matching ? matchingIds(picked.matching) : Promise.resolve(picked.jobs.map(({ id }) => id)))

/** All that a filter names can be cancelled by the filter itself; the runs of a schedule have to be named. */
async function cancelPicked(picked: Picked): Promise<{ cancelled: number; already_over: number }> {
  if (picked.matching && !picked.matching.schedule) return call('post', '/v1/jobs/cancel', { body: { query: showFilter(picked.matching) } })
  const sum = { cancelled: 0, already_over: 0 }
  const ids = await idsOf(picked)
  for (let from = 0; from < ids.length; from += MOST_NAMED) {
    // In steps, as the coordinator takes them.
    // oxlint-disable-next-line no-await-in-loop
    const done = await call('post', '/v1/jobs/cancel', { body: { jobs: ids.slice(from, from + MOST_NAMED) } })
    sum.cancelled += done.cancelled
    sum.already_over += done.already_over
  }
  return sum
}

/** A wrong cancel of many cannot be taken back, but what was named can be run again. */
const again = (hands: Hands, jobs: string[]) => ({ action: { text: t('many.again'), run: () => attempt(() => rerunAll(hands, jobs, false)) } })

async function rerunAll(hands: Hands, jobs: string[], failedOnly: boolean): Promise<void> {
  const batch = await call('post', '/v1/jobs/batch/rerun', { body: { jobs, failed_only: failedOnly }, headers: idempotencyKey() })
  await hands.client.invalidateQueries({ queryKey: keys.jobLists })
  const show = { text: t('many.show'), run: () => void hands.navigate({ to: '/jobs', search: { batch: batch.batch } }) }
  toast(t('many.rerun_done', { count: batch.jobs.length }), 'good', { action: show })
}

function cancelMany(hands: Hands, picked: Picked, onDone: () => void): Action {
  const count = countOf(picked)
  const open = picked.jobs.filter(({ state }) => !isOver(state))
  const areAllOver = !picked.matching && open.length === 0
  const onConfirm = async () => {
    const { cancelled, already_over: over } = await cancelPicked(picked)
    await hands.client.invalidateQueries({ queryKey: keys.jobLists })
    const rest = over > 0 ? t('many.were_over', { count: over }) : ''
    toast([t('jobs.cancel_done', { count: cancelled }), rest].filter(Boolean).join(', '), 'good', picked.matching ? {} : again(hands, open.map(({ id }) => id)))
    onDone()
  }
  return {
    id: 'job_cancel',
    text: t('many.cancel', { count }),
    ...(picked.matching ? {} : { command: muster('job', 'cancel', ...picked.jobs.map(({ id }) => id)) }),
    obstacle: hands.readOnly ?? (areAllOver ? t('jobs.cancel_none') : undefined),
    isDangerous: true,
    run: () =>
      ask({
        title: t('jobs.cancel_title', { count: picked.matching ? count : open.length }),
        body: t('many.cancel_body'),
        confirm: t('jobs.cancel_confirm', { count: picked.matching ? count : open.length }),
        keep: t('jobs.cancel_keep'),
        isDangerous: true,
        onConfirm,
      }),
  }
}

function rerunMany(hands: Hands, picked: Picked, failedOnly: boolean, onDone: () => void): Action {
  const count = countOf(picked)
  const isTooMany = count > MOST_RERUN
  const hasNone = failedOnly && !picked.matching && !picked.jobs.some(hasFailed)
  const go = async () => {
    await rerunAll(hands, await idsOf(picked), failedOnly)
    onDone()
  }
  // Everything that matches may be much more than what is in sight.
  const first = picked.matching
    ? () => ask({ title: t(failedOnly ? 'many.rerun_failed_title' : 'many.rerun_title', { count }), body: t('many.rerun_body'), confirm: t(failedOnly ? 'many.rerun_failed' : 'many.rerun', { count }), onConfirm: go })
    : () => attempt(go)
  return {
    id: failedOnly ? 'job_rerun_failed' : 'job_rerun',
    text: t(failedOnly ? 'many.rerun_failed' : 'many.rerun', { count }),
    ...(picked.matching ? {} : { command: muster('job', 'rerun', failedOnly && '--failed-only', ...picked.jobs.map(({ id }) => id)) }),
    obstacle: hands.readOnly ?? (isTooMany ? t('many.too_many', { count: MOST_RERUN }) : hasNone ? t('obstacle.none_failed') : undefined),
    run: first,
  }
}

export const manyJobActions = (hands: Hands, picked: Picked, onDone: () => void): Action[] => [
  rerunMany(hands, picked, false, onDone),
  rerunMany(hands, picked, true, onDone),
  cancelMany(hands, picked, onDone),
]
