import { useParams } from '@tanstack/react-router'
import { Refused } from '~/api/call'
import type { Worker } from '~/api/schema'
import { useMemo } from 'react'
import { useNow } from '~/format/now'
import { useHands } from '~/hands/hands'
import { useOffer } from '~/hands/registry'
import { workerActions } from '~/hands/workers'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine, CopyButton, Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact, When } from '~/pages/job/Details'
import { PageHeader } from '~/shell/PageHeader'
import { Machine } from './CloudWorker'
import { GivenLabels } from './GivenLabels'
import { found, type LabelValue, showValue } from './given'
import { DoneWithIt, JobsHere } from './History'
import { Ladder } from './Ladder'
import { restraint, SlotCount } from './looks'
import { OwnerLimits } from './OwnerLimits'
import { Past } from './Past'
import { resource } from './resources'
import { ResourceSaid } from './Resources'
import { Steering } from './steering'
import { toldOf } from './Updates'
import { useWorker } from './useWorker'
import styles from './WorkerPage.module.css'

/** One worker: how it is, and what it has. */
export default function WorkerPage() {
  const { workerId } = useParams({ from: '/workers/$workerId' })
  const { worker, isRead, error, again } = useWorker(workerId)
  const isUnknown = (isRead && !worker) || (error instanceof Refused && error.problem.status === 404)
  return (
    <>
      <PageHeader title={worker?.name ?? t('workers.one')}>
        <ButtonLink to="/workers">{t('workers.back')}</ButtonLink>
      </PageHeader>
      <div className={styles.page}>
        {error && !isUnknown && <ErrorPanel error={error} isStale={isRead} onRetry={again} />}
        {!isRead && !error && <Skeleton rows={6} columns={['20%', '40%']} />}
        {isUnknown && <Unknown />}
        {worker && <Content key={worker.id} worker={worker} />}
      </div>
    </>
  )
}

function Unknown() {
  const action = <ButtonLink to="/workers">{t('workers.back')}</ButtonLink>
  return <EmptyState title={t('workers.unknown')} body={t('workers.unknown_body')} action={action} />
}

function Content({ worker }: { worker: Worker }) {
  const hands = useHands()
  useOffer(useMemo(() => workerActions(hands, worker), [hands, worker]))
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <Section title={t('workers.state')} action={<Steering worker={worker} />}>
          <Ladder worker={worker} />
          <State worker={worker} />
        </Section>
        {worker.destination === 'cloud' && <Machine worker={worker} />}
        <Past worker={worker} />
        <JobsHere worker={worker} />
        <DoneWithIt worker={worker} />
      </div>
      <div className={styles.column}>
        <OwnerLimits worker={worker} />
        <Section title={t('labels.given')}>
          <p className={styles.intro}>{t('labels.given_body')}</p>
          <GivenLabels worker={worker} />
          <footer className={styles.foot}>
            <CommandLine command={t('labels.command', { worker: worker.id })} />
          </footer>
        </Section>
        <Section title={t('labels.found')}>
          <p className={styles.intro}>{t('labels.found_body')}</p>
          <Found worker={worker} />
        </Section>
      </div>
    </div>
  )
}

function State({ worker }: { worker: Worker }) {
  const now = useNow()
  // A pause has facts of its own.
  const kept = restraint({ ...worker, pause: null }, now)
  return (
    <dl className={styles.facts}>
      {worker.pause && <Pause pause={worker.pause} />}
      {kept && <Fact name={t('workers.restraint')}>{kept}</Fact>}
      <Fact name={t('workers.column_slots')}>
        <SlotCount worker={worker} />
      </Fact>
      <Fact name={t('workers.column_heard')}>
        <Moment at={worker.last_seen_at} />
      </Fact>
      <Fact name={t('workers.joined')}>
        <Moment at={worker.joined_at} />
      </Fact>
      <Fact name={t('workers.column_version')}>
        <code>{worker.version ?? '–'}</code>
      </Fact>
      {worker.update && (
        <Fact name={t('update.last')}>
          {toldOf(worker.update, worker.name)}
          <span className={styles.soft}>
            <Moment at={worker.update.since} />
          </span>
        </Fact>
      )}
      <Fact name={t('workers.id')}>
        <code>{worker.id}</code>
        <CopyButton text={worker.id} />
      </Fact>
    </dl>
  )
}

/** By whom, why, and when it goes on by itself. */
function Pause({ pause }: { pause: NonNullable<Worker['pause']> }) {
  return (
    <>
      <Fact name={t('pause.fact')}>
        {t('pause.by', pause)}
        <span className={styles.soft}>
          <Moment at={pause.at} />
        </span>
      </Fact>
      <Fact name={t('pause.until')}>{pause.until ? <When at={pause.until} /> : t('pause.never')}</Fact>
      {pause.take_back_at && (
        <Fact name={t('pause.take_back')}>
          <When at={pause.take_back_at} />
        </Fact>
      )}
    </>
  )
}

function Found({ worker }: { worker: Worker }) {
  const labels = Object.entries(found(worker)).toSorted(([a], [b]) => a.localeCompare(b))
  if (labels.length === 0) return <p className={styles.intro}>{t('labels.none_found')}</p>
  return (
    <dl className={styles.facts}>
      {labels.map(([name, value]) => (
        <FoundOne key={name} name={name} value={value} />
      ))}
    </dl>
  )
}

/** In words, and as a requirement names it. */
function FoundOne({ name, value }: { name: string; value: LabelValue }) {
  const known = resource(name, value)
  if (!known) {
    return (
      <Fact name={name}>
        <code>{showValue(value)}</code>
      </Fact>
    )
  }
  return (
    <Fact name={known.name}>
      <ResourceSaid resource={known} />
      <code className={styles.asLabel} title={`${name} = ${showValue(value)}`}>
        {name}
      </code>
    </Fact>
  )
}
