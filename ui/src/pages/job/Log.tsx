import { useNavigate, useRouterState } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { isOver } from '~/api/can'
import type { Job } from '~/api/schema'
import { Select } from '~/kit/Field'
import { live } from '~/live'
import { LogView, NoLog } from '~/log/LogView'
import { LogSource, readPage } from '~/log/source'
import { t } from '~/messages/t'

type Props = { job: Job; pinned: number | undefined; toolsSlot: HTMLElement | null }

/** The log of the attempt that the address names, or of the latest one. */
export function Log({ job, pinned, toolsSlot }: Props) {
  const attempt = pinned ?? job.attempt
  const target = useTarget()
  // A line has an address only where all before it were counted.
  const [isWhole, setWhole] = useState(target !== undefined)
  const source = useSource(job.id, attempt, isWhole)
  const navigate = useNavigate()
  const name = (line: number) => void navigate({ to: '.', search: (rest) => ({ ...rest }), hash: `L${line}`, replace: true })
  if (!source) return <NoLog isOver={isOver(job.state)} />
  return (
    <LogView
      key={`${attempt} ${isWhole}`}
      source={source}
      job={job.id}
      attempt={attempt}
      commandOf={attempt === job.attempt ? [job.id] : [job.id, '--attempt', String(attempt)]}
      target={target}
      onTarget={name}
      onReadWhole={() => setWhole(true)}
      toolsSlot={toolsSlot}
      tools={job.attempt > 1 && <AttemptChoice shown={attempt} latest={job.attempt} />}
    />
  )
}

/** Which attempt's log is shown. The latest has no number in the address, so the page goes on to the next by itself. */
function AttemptChoice({ shown, latest }: { shown: number; latest: number }) {
  const navigate = useNavigate()
  const choices = Array.from({ length: latest }, (_, index) => ({ id: String(index + 1), label: t('log.attempt_number', { number: index + 1 }) }))
  const show = (id: string) => {
    const attempt = Number(id) === latest ? undefined : Number(id)
    void navigate({ to: '.', search: (rest) => ({ ...rest, attempt }), replace: true })
  }
  return <Select label={t('log.attempt')} isCompact choices={choices} value={String(shown)} onChange={show} />
}

function useSource(job: string, attempt: number, isWhole: boolean): LogSource | undefined {
  const source = useMemo(() => {
    if (attempt === 0) return undefined
    return new LogSource(job, attempt, readPage(job, attempt), (topic) => live.follow(topic), isWhole)
  }, [job, attempt, isWhole])
  useEffect(() => {
    if (!source) return undefined
    void source.start()
    // A reading that broke off goes on when the coordinator is back.
    const unfollow = live.connection.follow(() => live.connection.get().phase === 'live' && source.resume())
    return () => {
      unfollow()
      source.stop()
    }
  }, [source])
  return source
}

/** `#L12` in the address. */
function useTarget(): number | undefined {
  const hash = useRouterState({ select: (state) => state.location.hash })
  const line = /^L([1-9]\d*)$/.exec(hash)?.[1]
  return line === undefined ? undefined : Number(line)
}
