// What the palette offers for a text: what is in hand, actions, pages, views, and every named thing.

import { type QueryKey, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { call } from '~/api/call'
import { agentsQuery, environmentsQuery, jobQuery, keys, schedulesQuery, templatesQuery, workersQuery } from '~/api/queries'
import type { Job, Worker } from '~/api/schema'
import { t } from '~/messages/t'
import { views } from '~/pages/jobs/views'
import { useStore } from '~/store'
import { groupOf } from './bindings'
import { pages } from './general'
import { useHands } from './hands'
import { choiceItems, deedItems, searchItem } from './palette-deeds'
import { agentItem, environmentItem, formItems, fromAction, type Item, jobItem, openJob, scheduleItem, settingsItems, templateItem, viewItems, workerItem } from './palette-things'
import { offers } from './registry'

const HERE = new Set(['job', 'worker', 'environment', 'list'])
const pageIds = new Set<string>(pages.map(({ id }) => id))
/** What only makes sense as a key. */
const ONLY_KEYS = new Set(['palette', 'list_next', 'list_previous', 'list_open', 'list_search', 'list_back', 'list_extend', 'list_select'])

/** Actions of the page first, then those of everywhere, then the pages. */
function actionItems(): Item[] {
  const all = offers().filter(({ id }) => !ONLY_KEYS.has(id))
  const order = ['general', 'job', 'worker', 'environment', 'list', 'go']
  const here = all.filter(({ id }) => HERE.has(groupOf(id)) || id === 'undo').toSorted((a, b) => order.indexOf(groupOf(a.id)) - order.indexOf(groupOf(b.id)))
  const rest = all.filter((action) => !here.includes(action))
  return [
    ...here.map((action) => fromAction(action, t('palette.group_here'))),
    ...rest.filter(({ id }) => !pageIds.has(id)).map((action) => fromAction(action, t('palette.group_actions'))),
    ...rest.filter(({ id }) => pageIds.has(id)).map((action) => fromAction(action, t('palette.group_pages'))),
  ]
}

/** `job_12`, or the number alone; `job_12.3` is a task. */
const jobIn = (text: string): string | undefined => /^(?:job_)?([1-9]\d*(?:\.\d+)?)$/.exec(text.trim())?.[1]

const PAUSE_MS = 120
const MOST_FOUND = 6
/** Of so many things what can be done with them is found without going into each. */
const MOST_WITH_DEEDS = 40

function useSettled(text: string): string {
  const [settled, settle] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => settle(text), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** The jobs that the text finds; nobody scrolls through them here, so a few are enough. */
function useFoundJobs(text: string): Job[] {
  const settled = useSettled(text.trim())
  const named = jobIn(settled)
  const one = useQuery({ ...jobQuery(`job_${named}`), enabled: named !== undefined, retry: false }).data
  const found = useQuery({
    queryKey: ['jobs', 'found', settled] satisfies QueryKey,
    queryFn: ({ signal }) => call('get', '/v1/jobs', { query: { search: settled, limit: MOST_FOUND }, signal }),
    enabled: settled.length > 1 && named === undefined,
    staleTime: 0,
  }).data
  return useMemo(() => (named ? (one ? [one] : []) : (found?.items ?? [])), [named, one, found])
}

/** In a large fleet, the workers that the text finds; in any other all are there, and are matched here. */
function useFoundWorkers(text: string): Worker[] {
  const first = useQuery(workersQuery).data
  const settled = useSettled(text.trim())
  const found = useQuery({
    queryKey: keys.workersFound(settled),
    queryFn: ({ signal }) => call('get', '/v1/workers', { query: { query: `"${settled.replaceAll('"', '')}"`, page_size: MOST_FOUND }, signal }),
    enabled: settled.length > 1 && Boolean(first?.next_cursor),
    staleTime: 0,
  }).data
  return useMemo(() => [...new Map([...(first?.items ?? []), ...(found?.items ?? [])].map((worker) => [worker.id, worker])).values()], [first, found])
}

/** What can be done with each, named with it. */
function withThings(all: Item[]): Item[] {
  const deeds = all.slice(0, MOST_WITH_DEEDS).flatMap((thing) => (thing.into?.() ?? []).filter(({ text }) => text !== thing.text).map((deed) => ({ ...deed, key: `${thing.key} ${deed.key}` })))
  const offered = new Set(offers().map(({ text }) => text))
  return deeds.filter(({ text }) => !offered.has(text)).map((deed) => ({ ...deed, group: t('palette.group_actions') }))
}

const once = { refetchInterval: false, retry: false } as const

/** Everything that the text may mean. Jobs were found by the coordinator and are not matched again. */
export function useItems(text: string): { fixed: Item[]; found: Item[] } {
  const hands = useHands()
  const isTyped = text.trim() !== ''
  const jobs = useFoundJobs(text)
  const named = jobIn(text)
  const workers = useFoundWorkers(text)
  const environments = useQuery({ ...environmentsQuery, ...once }).data?.items
  const schedules = useQuery({ ...schedulesQuery, ...once }).data?.items
  const templates = useQuery({ ...templatesQuery, ...once }).data?.items
  const agents = useQuery({ ...agentsQuery, ...once }).data?.data
  const saved = useStore(views)
  return useMemo(() => {
    const namedThings = [
      ...workers.map((worker) => workerItem(hands, worker)),
      ...(environments ?? []).map((environment) => environmentItem(hands, environment)),
      ...(schedules ?? []).map((schedule) => scheduleItem(hands, schedule)),
      ...(templates ?? []).map((template) => templateItem(hands, template)),
      ...(agents ?? []).map((agent) => agentItem(hands, agent)),
    ]
    const things = () => [...namedThings, ...formItems(hands), ...deedItems(hands), ...choiceItems(), ...settingsItems(hands), ...withThings(namedThings), searchItem(hands, text.trim())]
    // Without a text only what is short: the rest is found by its name.
    const fixed = [...actionItems(), ...(saved.length > 0 ? viewItems(hands) : []), ...(isTyped ? things() : [])]
    const unseen = named && !jobs.some(({ id }) => id === `job_${named}`) ? [openJob(hands, `job_${named}`)] : []
    return { fixed, found: isTyped ? [...unseen, ...jobs.map((job) => jobItem(hands, job))] : [] }
  }, [hands, isTyped, text, named, jobs, workers, environments, schedules, templates, agents, saved])
}
