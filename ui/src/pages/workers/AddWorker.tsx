import { useMutation, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { keys } from '~/api/queries'
import type { JoinStatus, JoinToken } from '~/api/schema'
import { countdown } from '~/format/time'
import { useNow } from '~/format/now'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { QrCode } from '~/kit/QrCode'
import { State, StateGlyph } from '~/kit/State'
import { Tabs } from '~/kit/Tabs'
import { CopyButton, Prose } from '~/kit/Text'
import { type Key, t } from '~/messages/t'
import { closeOverlay } from '~/shell/overlay'
import styles from './AddWorker.module.css'

/** The live stream tells of workers, not of tokens, so the one question that is open is asked again. */
const ASK_EVERY_MS = 1000

/** One line to paste on the other machine, and what became of it. */
export default function AddWorker() {
  const make = useMutation({ mutationFn: () => call('post', '/v1/join-tokens', { body: {}, headers: idempotencyKey() }) })
  const { mutate, data: token, error } = make
  useEffect(() => mutate(), [mutate])
  return (
    <Dialog title={t('join.title')} width="wide" onClose={closeOverlay}>
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
      {token && <Joining key={token.id} token={token} onRenew={() => mutate()} />}
    </Dialog>
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

function Joining({ token, onRenew }: { token: JoinToken; onRenew: () => void }) {
  const status = useJoinStatus(token.id)
  const isOnline = status?.state === 'online'
  const isExpired = status?.state === 'expired'
  return (
    <>
      <DialogBody>
        <p>
          <Prose text={t('join.body')} />
        </p>
        {token.warning && (
          <p className={styles.warning}>
            <StateGlyph tone="notice" glyph="ring" />
            <span>
              <Prose text={token.warning} />
            </span>
          </p>
        )}
        <Lines token={token} />
      </DialogBody>
      <DialogActions aside={<Progress token={token} status={status} />}>
        {(isExpired || isOnline) && <Button onPress={onRenew}>{isExpired ? t('join.new_line') : t('join.another')}</Button>}
        <Button look={isOnline ? 'main' : 'plain'} onPress={closeOverlay}>
          {isOnline ? t('join.done') : t('kit.close')}
        </Button>
      </DialogActions>
    </>
  )
}

const systems: Record<string, Extract<Key, 'join.linux' | 'join.macos' | 'join.windows'>> = {
  linux: 'join.linux',
  macos: 'join.macos',
  windows: 'join.windows',
}

/** Most people add a machine like the one they sit at. */
function ownSystem(): string {
  const platform = navigator.platform.toLowerCase()
  if (platform.includes('mac')) return 'macos'
  return platform.includes('win') ? 'windows' : 'linux'
}

function Lines({ token }: { token: JoinToken }) {
  const [system, setSystem] = useState(ownSystem)
  const named = token.lines.map((line) => ({ ...line, name: systems[line.os] ? t(systems[line.os] as 'join.linux') : line.os }))
  return (
    <div className={styles.lines}>
      <Tabs
        label={t('join.systems')}
        value={system}
        onChange={setSystem}
        tabs={named.map(({ os, line, name }) => ({
          id: os,
          label: name,
          content: (
            <>
              <div className={styles.line}>
                <code aria-label={t('join.line', { system: name })}>{line}</code>
                <CopyButton text={line} label={t('join.copy')} />
              </div>
              <figure className={styles.code}>
                <QrCode text={line} label={t('join.code', { system: name })} />
                <figcaption>{t('join.code_body')}</figcaption>
              </figure>
            </>
          ),
        }))}
      />
    </div>
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
