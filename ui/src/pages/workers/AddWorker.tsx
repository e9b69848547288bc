import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys } from '~/api/queries'
import type { JoinStatus, JoinToken } from '~/api/schema'
import { countdown } from '~/format/time'
import { useNow } from '~/format/now'
import { muster } from '~/hands/command'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { State, StateGlyph } from '~/kit/State'
import { CommandLine, Prose, Said } from '~/kit/Text'
import { t } from '~/messages/t'
import { labelWords } from '~/pages/job/RemedyButton'
import { closeOverlay } from '~/shell/overlay'
import styles from './AddWorker.module.css'
import { AttachWorker } from './AttachWorker'
import { type Labels, readLabels } from './given'
import { Lines } from './Lines'

/** The live stream tells of workers, not of tokens, so the one question that is open is asked again. */
const ASK_EVERY_MS = 1000

type Wish = { name: string; labels: Labels }

/** A machine that joins, or one that is called. */
export default function AddWorker({ labels }: { labels?: Labels }) {
  const [isCalled, setCalled] = useState(false)
  return (
    <Dialog title={t('join.title')} width="wide" onClose={closeOverlay}>
      {isCalled ? <AttachWorker onBack={() => setCalled(false)} /> : <JoinWorker labels={labels} onCalled={() => setCalled(true)} />}
    </Dialog>
  )
}

/** One line to paste on the other machine, and what became of it. What is wished for stands in the line, so it makes a new one. */
function JoinWorker({ labels, onCalled }: { labels: Labels | undefined; onCalled: () => void }) {
  const [wish, setWish] = useState<Wish>({ name: '', labels: labels ?? {} })
  const [token, setToken] = useState<JoinToken>()
  const { mutate, error, isPending } = useMutation({
    mutationFn: ({ name, labels: given }: Wish) => call('post', '/v1/join-tokens', { body: { name: name || null, labels: given }, headers: idempotencyKey() }),
  })
  // Of two wishes the answer to the later one counts.
  useEffect(() => mutate(wish, { onSuccess: setToken }), [mutate, wish])
  const status = useJoinStatus(token?.id)
  const isOnline = status?.state === 'online'
  const [copied, setCopied] = useState<string>()
  // A code may have been read by a camera that has not come to use it yet.
  const hasCode = token !== undefined && !token.warning
  useTakeBack(token?.id, hasCode || copied === token?.id || (status !== undefined && status.state !== 'waiting'))
  return (
    <>
      <DialogBody>
        {!status?.worker && <Wishes wish={wish} onChange={setWish} />}
        {error && <ErrorPanel error={error} onRetry={() => mutate(wish, { onSuccess: setToken })} />}
        {!token && !error && <Skeleton rows={3} columns={['100%']} />}
        {token && !error && <HowToJoin token={token} isPending={isPending} onCopied={() => setCopied(token.id)} />}
      </DialogBody>
      <DialogActions aside={token && !error && <Progress token={token} status={status} />}>
        {!status?.worker && <Button onPress={onCalled}>{t('attach.open')}</Button>}
        {status?.state === 'expired' && <Button onPress={() => setWish({ ...wish })}>{t('join.new_line')}</Button>}
        {/* The next machine has a name of its own. */}
        {isOnline && <Button onPress={() => setWish({ ...wish, name: '' })}>{t('join.another')}</Button>}
        <Button look={isOnline ? 'main' : 'plain'} onPress={closeOverlay}>
          {isOnline ? t('join.done') : t('kit.close')}
        </Button>
      </DialogActions>
    </>
  )
}

const isSettled = (status: JoinStatus | undefined): boolean => status?.state === 'online' || status?.state === 'expired'

function useJoinStatus(id: string | undefined): JoinStatus | undefined {
  return useQuery({
    queryKey: keys.join(id ?? ''),
    queryFn: ({ signal }) => call('get', '/v1/join-tokens/{id}', { path: { id: id ?? '' }, signal }),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (isSettled(state.data) ? false : ASK_EVERY_MS),
    refetchIntervalInBackground: true,
  }).data
}

/** A line that nobody has copied or used would let in whoever finds it later, so it ends with what shows it. */
function useTakeBack(id: string | undefined, isTaken: boolean): void {
  const client = useQueryClient()
  const refusal = useRefusal('owner')
  const isKept = useRef(false)
  useEffect(() => {
    isKept.current = isTaken || refusal !== undefined
  })
  useEffect(() => {
    if (id === undefined) return undefined
    return () => {
      if (isKept.current) return
      // Who does not get through leaves it to end by itself, ten minutes after it was made.
      void call('delete', '/v1/tokens/{id}', { path: { id } }).then(() => client.invalidateQueries({ queryKey: keys.tokens }), () => undefined)
    }
  }, [client, id])
}

/** While a line is made for another wish, nobody takes the one before. */
function HowToJoin({ token, isPending, onCopied }: { token: JoinToken; isPending: boolean; onCopied: () => void }) {
  return (
    <div className={styles.how} inert={isPending} onCopy={onCopied}>
      {token.warning && <FixFirst warning={token.warning} />}
      <p>
        <Prose text={t(token.warning ? 'join.body_here' : 'join.body')} />
      </p>
      <Lines lines={token.lines} hasCode={!token.warning} hasInstall onCopied={onCopied} />
    </div>
  )
}

/** What the new worker shall be called and have; taken when its field is left, or with Enter. */
function Wishes({ wish, onChange }: { wish: Wish; onChange: (wish: Wish) => void }) {
  const [name, setName] = useState(wish.name)
  const [typed, setTyped] = useState(labelWords(wish.labels))
  const read = readLabels(typed)
  const given = [
    wish.name && t('join.called', { name: wish.name }),
    Object.keys(wish.labels).length > 0 && t('join.labelled', { labels: labelWords(wish.labels) }),
  ]
  const take = () => {
    if (read && (name.trim() !== wish.name || labelWords(read) !== labelWords(wish.labels))) onChange({ name: name.trim(), labels: read })
  }
  return (
    <div className={styles.wishes} onBlur={take} onKeyDown={({ key }) => key === 'Enter' && take()}>
      <TextField label={t('join.name')} value={name} onChange={setName} placeholder={t('join.name_default')} isOptional />
      <TextField label={t('join.labels')} value={typed} onChange={setTyped} placeholder={t('join.labels_example')} error={read ? undefined : t('join.labels_wrong')} isMono isOptional />
      {given.some(Boolean) && (
        <p role="status">
          <Prose text={given.filter(Boolean).join(' ')} />
        </p>
      )}
    </div>
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
