import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '~/api/call'
import { keys } from '~/api/queries'
import type { Job } from '~/api/schema'
import { LogView, NoLog } from '~/log/LogView'
import { MergedLog } from '~/log/merged'
import { readPage } from '~/log/source'
import { t } from '~/messages/t'
import { useFreshTasks } from './fresh'
import styles from './MergedLogs.module.css'

/** More than these are not read by anybody as one, and each is asked for by itself. */
const MOST_TASKS = 40

/** What the tasks of an array have written, as one log. */
export function MergedLogs({ job, toolsSlot }: { job: Job; toolsSlot: HTMLElement | null }) {
  const { data } = useQuery({
    queryKey: [...keys.tasks(job.id), 'merged'],
    queryFn: ({ signal }) => call('get', '/v1/jobs/{id}/tasks', { path: { id: job.id }, query: { limit: MOST_TASKS }, signal }),
  })
  useFreshTasks(job)
  const [log] = useState(() => new MergedLog(readPage))
  useEffect(() => log.show((data?.items ?? []).map(({ id, task, attempt }) => ({ id, name: String(task ?? ''), attempt }))), [log, data])
  useEffect(() => () => log.stop(), [log])
  if (!data) return null
  if (data.items.length === 0) return <NoLog isOver={false} />
  const tools = (
    <span className={styles.hint}>{data.next_cursor ? t('log.merged_first', { count: MOST_TASKS }) : t('log.merged_hint', { count: data.items.length })}</span>
  )
  return <LogView source={log} job={job.id} attempt={undefined} commandOf={[data.items[0]?.id ?? job.id]} target={undefined} onTarget={nothing} toolsSlot={toolsSlot} tools={tools} />
}

// A line's place among several logs is another one after the next reading.
const nothing = () => {}
