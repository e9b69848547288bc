// The first minute in three steps. None of them is remembered: each is looked at, and can be looked at again.

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { meQuery, overviewQuery, workersQuery } from '~/api/queries'
import type { Worker } from '~/api/schema'
import { relative } from '~/format/time'
import { useTold } from '~/format/now'
import { muster } from '~/hands/command'
import { AddWorkerButton, RunJobButton } from '~/hands/openers'
import { Button } from '~/kit/Button'
import { workerLook } from '~/kit/looks'
import { State } from '~/kit/State'
import { CommandLine } from '~/kit/Text'
import { useConnection } from '~/live'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import styles from './FirstSteps.module.css'

export function FirstSteps() {
  return (
    <>
      <p className={styles.intro}>{t('first.body')}</p>
      <ol className={styles.steps}>
        <CoordinatorStep />
        <WorkerStep />
        <JobStep />
      </ol>
    </>
  )
}

type StepProps = {
  number: number
  title: string
  /** Nothing as long as it could not be looked at. */
  isDone: boolean | undefined
  said: ReactNode
  command?: string | undefined
  action?: ReactNode
  checkedAt: number
  isChecking: boolean
  onCheck: () => void
}

function Step({ number, title, isDone, said, command, action, checkedAt, isChecking, onCheck }: StepProps) {
  const checked = useTold((now) => (checkedAt > 0 ? t('first.checked', { when: relative(new Date(checkedAt).toISOString(), now) }) : ''))
  return (
    <li className={styles.step} data-done={isDone || undefined}>
      <span className={styles.number} aria-hidden="true">
        {number}
      </span>
      <div className={styles.what}>
        <h3>{title}</h3>
        <p>{said}</p>
        {command && <CommandLine command={command} />}
      </div>
      <div className={styles.end}>
        <Standing isDone={isDone} />
        <span className={styles.buttons}>
          {checked && <small>{checked}</small>}
          <Button size="small" label={t('first.check_label', { step: title })} isBusy={isChecking} onPress={onCheck}>
            {t('first.check')}
          </Button>
          {action}
        </span>
      </div>
    </li>
  )
}

function Standing({ isDone }: Pick<StepProps, 'isDone'>) {
  if (isDone === undefined) return <State tone="muted" glyph="dashed">{t('first.unknown')}</State>
  return (
    <State tone={isDone ? 'good' : 'notice'} glyph={isDone ? 'dot' : 'ring'}>
      {isDone ? t('first.done') : t('first.open')}
    </State>
  )
}

/** What is read is looked at; what is not is neither done nor to do. */
const unseen = (isAway: boolean): string => t(isAway ? 'first.not_seen' : 'first.looking')

const useIsAway = (): boolean => useConnection().phase === 'waiting'

function CoordinatorStep() {
  const me = useQuery(meQuery)
  const isAway = useIsAway() || me.isError
  const coordinator = isAway ? undefined : me.data?.coordinator
  const [url] = coordinator?.urls ?? []
  const said = () => {
    if (me.isPending && !isAway) return unseen(false)
    if (!coordinator) return t('first.coordinator_open')
    return url ? t('first.coordinator_done', { ...coordinator, url }) : t('first.coordinator_window', coordinator)
  }
  return (
    <Step
      number={1}
      title={t('first.coordinator')}
      isDone={me.isPending && !isAway ? undefined : coordinator !== undefined}
      said={said()}
      command={isAway ? muster('serve') : undefined}
      checkedAt={Math.max(me.dataUpdatedAt, me.errorUpdatedAt)}
      isChecking={me.isFetching}
      onCheck={() => void me.refetch()}
    />
  )
}

/** The machine itself if it has joined, otherwise whoever is there. */
const firstOf = (workers: Worker[]): Worker | undefined => workers.find((worker) => worker.is_this_machine) ?? workers.find(({ liveness }) => liveness === 'online') ?? workers[0]

function workerSaid(worker: Worker | undefined): string {
  if (!worker) return t('first.worker_open')
  if (worker.liveness !== 'online') return t('first.worker_away', { machine: worker.name, state: workerLook(worker).word.toLowerCase(), evidence: saidPlainly(worker.evidence) })
  return worker.is_this_machine ? t('first.worker_done', { machine: worker.name, slots: worker.slots }) : t('first.worker_other', { machine: worker.name })
}

function WorkerStep() {
  const workers = useQuery(workersQuery)
  // What was read before says nothing about now.
  const isAway = useIsAway() || workers.isError
  const read = isAway ? undefined : workers.data?.items
  const worker = read && firstOf(read)
  const isDone = read && worker?.liveness === 'online'
  const isOpen = isDone === false
  return (
    <Step
      number={2}
      title={t('first.worker')}
      isDone={isDone}
      said={read ? workerSaid(worker) : unseen(isAway)}
      command={isOpen ? muster('worker', 'invite') : undefined}
      action={isOpen ? <AddWorkerButton size="small" look="main" /> : undefined}
      checkedAt={Math.max(workers.dataUpdatedAt, workers.errorUpdatedAt)}
      isChecking={workers.isFetching}
      onCheck={() => void workers.refetch()}
    />
  )
}

function JobStep() {
  const overview = useQuery(overviewQuery)
  const isAway = useIsAway() || overview.isError
  const count = isAway ? undefined : overview.data?.jobs.total
  const isDone = count === undefined ? undefined : count > 0
  return (
    <Step
      number={3}
      title={t('first.job')}
      isDone={isDone}
      said={count === undefined ? unseen(isAway) : count > 0 ? t('first.job_done', { count }) : t('first.job_open')}
      command={t('run.command_line', { command: 'echo hello' })}
      action={<RunJobButton size="small" look={isDone ? 'plain' : 'main'} given={{ command: 'echo hello' }} />}
      checkedAt={Math.max(overview.dataUpdatedAt, overview.errorUpdatedAt)}
      isChecking={overview.isFetching}
      onCheck={() => void overview.refetch()}
    />
  )
}
