import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { keys } from '~/api/queries'
import type { JoinStatus, JoinToken } from '~/api/schema'
import { countdown } from '~/format/time'
import { useNow } from '~/format/now'
import { muster } from '~/hands/command'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { State, StateGlyph } from '~/kit/State'
import { CommandLine, Prose, Said } from '~/kit/Text'
import { t } from '~/messages/t'
import { labelWords } from '~/pages/job/RemedyButton'
import { closeOverlay } from '~/shell/overlay'
import styles from './AddWorker.module.css'
import { AttachWorker } from './AttachWorker'
import type { Labels } from './given'
import { Lines } from './Lines'

/** The live stream tells of workers, not of tokens, so the one question that is open is asked again. */
const ASK_EVERY_MS = 1000

/** A machine that joins, or one that is called. */
export default function AddWorker({ labels }: { labels?: Labels }) {
  const [isCalled, setCalled] = useState(false)
  return (
    <Dialog title={t('join.title')} width="wide" onClose={closeOverlay}>
      {isCalled ? <AttachWorker onBack={() => setCalled(false)} /> : <JoinWorker labels={labels} onCalled={() => setCalled(true)} />}
    </Dialog>
  )
}

/** One line to paste on the other machine, and what became of it. */
function JoinWorker({ labels, onCalled }: { labels: Labels | undefined; onCalled: () => void }) {
  const make = useMutation({ mutationFn: () => call('post', '/v1/join-tokens', { body: labels ? { labels } : {}, headers: idempotencyKey() }) })
  const { mutate, data: token, error } = make
  useEffect(() => mutate(), [mutate])
  return (
    <>
      {error && (
        <DialogBody>
          <ErrorPanel error={error} onRetry={() => mutate()} />
        </DialogBody>
      )}
      {!token && !error && (
        <DialogBody>
          <Skeleton rows={3} columns={['100%']} />
        </DialogBody>
      )}
      {token && <Joining key={token.id} token={token} labels={labels} onRenew={() => mutate()} onCalled={onCalled} />}
    </>
  )
}

const isSettled = (status: JoinStatus | undefined): boolean => status?.state === 'online' || status?.state === 'expired'

function useJoinStatus(id: string): JoinStatus | undefined {
  return useQuery({
    queryKey: keys.join(id),
    queryFn: ({ signal }) => call('get', '/v1/join-tokens/{id}', { path: { id }, signal }),
    refetchInterval: ({ state }) => (isSettled(state.data) ? false : ASK_EVERY_MS),
    refetchIntervalInBackground: true,
  }).data
}

function Joining({ token, labels, onRenew, onCalled }: { token: JoinToken; labels: Labels | undefined; onRenew: () => void; onCalled: () => void }) {
  const status = useJoinStatus(token.id)
  const isOnline = status?.state === 'online'
  const isExpired = status?.state === 'expired'
  return (
    <>
      <DialogBody>
        {labels && (
          <p>
            <Prose text={t('join.labelled', { labels: labelWords(labels) })} />
          </p>
        )}
        {token.warning && <FixFirst warning={token.warning} />}
        <p>
          <Prose text={t(token.warning ? 'join.body_here' : 'join.body')} />
        </p>
        <Lines lines={token.lines} hasCode={!token.warning} hasInstall />
      </DialogBody>
      <DialogActions aside={<Progress token={token} status={status} />}>
        {!status?.worker && <Button onPress={onCalled}>{t('attach.open')}</Button>}
        {(isExpired || isOnline) && <Button onPress={onRenew}>{isExpired ? t('join.new_line') : t('join.another')}</Button>}
        <Button look={isOnline ? 'main' : 'plain'} onPress={closeOverlay}>
          {isOnline ? t('join.done') : t('kit.close')}
        </Button>
      </DialogActions>
    </>
  )
}

/** Nothing that is shown below works from another machine before this is done. */
function FixFirst({ warning }: { warning: string }) {
  return (
    <section className={styles.warning} aria-label={t('join.fix')}>
      <StateGlyph tone="notice" glyph="ring" />
      <div className={styles.fix}>
        <h3>{t('join.fix')}</h3>
        <p>
          <Said text={warning} />
        </p>
        <CommandLine command={muster('serve', '--listen', 'ADDRESS:7600')} />
        <p>{t('join.fix_after')}</p>
      </div>
    </section>
  )
}

function Progress({ token, status }: { token: JoinToken; status: JoinStatus | undefined }) {
  const now = useNow()
  const worker = status?.worker?.name ?? ''
  const state = status?.state ?? 'waiting'
  return (
    <span role="status" className={styles.progress}>
      {state === 'waiting' && (
        <>
          <State tone="notice" glyph="ring">
            {t('join.waiting')}
          </State>
          <span className={styles.left} aria-live="off">
            {t('join.expires', { left: countdown(token.expires_at, now) })}
          </span>
        </>
      )}
      {state === 'joined' && (
        <State tone="busy" glyph="ring">
          {t('join.arrived', { worker })}
        </State>
      )}
      {state === 'online' && (
        <>
          <State tone="good" glyph="halo">
            {t('join.online', { worker })}
          </State>
          <span className={styles.left}>{t('join.online_body')}</span>
        </>
      )}
      {state === 'expired' && (
        <State tone="danger" glyph="cross">
          {t('join.expired')}
        </State>
      )}
    </span>
  )
}
