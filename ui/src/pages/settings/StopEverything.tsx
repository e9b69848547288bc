import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { call } from '~/api/call'
import { keys, operationQuery, spendQuery } from '~/api/queries'
import type { Spend, StopEverything as Stopped } from '~/api/schema'
import { microDollars, microRate } from '~/format/money'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Bar } from '~/kit/Meter'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import { placeOf, price, providerName, Standing, words } from '~/pages/environments/looks'
import styles from './Providers.module.css'
import { type Asked, type Ending, endingOf } from './stopping'

const CHANGED = [keys.spend, keys.environments, keys.machines, keys.workers, keys.usageCost]

/** Asks first, with everything it is about, and then shows of each what its provider says, up to the end. */
export default function StopEverything({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const stop = useMutation({
    mutationFn: () => call('post', '/v1/cloud/stop-everything', {}),
    onSettled: () => Promise.all(CHANGED.map((queryKey) => client.invalidateQueries({ queryKey }))),
  })
  if (stop.data) return <Stopping stopped={stop.data} onAgain={stop.reset} onClose={onClose} />
  return (
    <Dialog title={t('spending.stop_title')} role="alertdialog" width="wide" onClose={onClose}>
      <DialogBody>
        <Billable />
        <p>{t('spending.stop_body')}</p>
        {stop.error && <ErrorPanel error={stop.error} />}
      </DialogBody>
      <DialogActions>
        <Button onPress={onClose}>{t('kit.cancel')}</Button>
        <Button look="danger-main" isBusy={stop.isPending} onPress={() => stop.mutate()}>
          {t('spending.stop_confirm')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** How many there are, their names and their prices. It can be stopped even if that is not known. */
function Billable() {
  const { data, error, refetch } = useQuery(spendQuery)
  return (
    <>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['40%', '20%', '20%']} />}
      {data && <p>{sum(data)}</p>}
      <ul className={styles.stopped}>
        {data?.running.map(({ kind, id, name, provider, region, status, price_per_hour }) => (
          <li key={`${kind} ${id}`}>
            <strong>{name}</strong>
            <span>{placeOf(provider, region)}</span>
            <Standing status={status} />
            <span className={styles.price}>{price(price_per_hour)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function sum({ running, per_hour, per_day, unpriced }: Spend): string {
  const count = running.length
  if (count === 0) return t('spending.bill_none')
  const all = t('spending.bill', { count, hour: microRate(per_hour), day: microDollars(per_day) })
  return unpriced > 0 ? `${all} ${t('spending.bill_unpriced', { count: unpriced })}` : all
}

const isStill = (state: string | undefined): boolean => state === 'open'

function Stopping({ stopped: { items, strays }, onAgain, onClose }: { stopped: Stopped; onAgain: () => void; onClose: () => void }) {
  const client = useQueryClient()
  const latest = useQueries({ queries: items.map(({ operation }) => ({ ...operationQuery(operation?.id ?? ''), enabled: isStill(operation?.state) })) })
  const asked: Asked[] = items.map((item, place) => ({ ...item, latest: latest[place]?.data ?? item.operation ?? undefined }))
  const isOver = asked.every((one) => !isStill(one.latest?.state))
  // Looked at anew: what was known before says nothing about what is left.
  const now = useQuery({ queryKey: [...keys.spend, 'after'], queryFn: ({ signal }) => call('get', '/v1/cloud/spend', { signal }), enabled: isOver, refetchInterval: LOOK_MS, staleTime: 0, gcTime: 0 })
  const ending = endingOf(asked, now.data, whyOf)
  useEffect(() => {
    if (isOver) for (const queryKey of CHANGED) void client.invalidateQueries({ queryKey })
  }, [client, isOver])
  return (
    <Dialog title={t('spending.stopping')} width="wide" onClose={onClose}>
      <DialogBody>
        {items.length === 0 && <p>{t('spending.stopped_none')}</p>}
        {items.length > 0 && <Progress asked={asked} />}
        <ul className={styles.stopped} aria-live="polite">
          {asked.map((one) => (
            <li key={`${one.what.kind} ${one.what.id}`}>
              <strong>{one.what.name}</strong>
              <Result asked={one} />
            </li>
          ))}
          {strays.map((stray) => (
            <li key={`${stray.provider} ${stray.name}`}>{t('spending.stray', { name: stray.name, provider: providerName(stray.provider) })}</li>
          ))}
        </ul>
        {now.error && !now.data && <ErrorPanel error={now.error} onRetry={() => void now.refetch()} />}
        <Verdict ending={ending} hasStrays={strays.length > 0} />
      </DialogBody>
      <DialogActions>
        {ending.kind === 'left' && <Button onPress={onAgain}>{t('spending.stop_again')}</Button>}
        <Button look="main" onPress={onClose}>
          {t('spending.close')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** What is told late may still be on its way. */
const LOOK_MS = 3000

function Progress({ asked }: { asked: Asked[] }) {
  const [over, of] = [asked.filter(({ latest }) => !isStill(latest?.state)).length, asked.length]
  return <Bar taken={over} total={of} tone={over < of ? 'busy' : 'good'} label={t('spending.progress', { over, of })} />
}

const told = (sentence: string | null | undefined): string | undefined => (sentence ? said(sentence) : undefined)

/** The provider's own words, where it said any. */
const whyOf = ({ latest, problem }: Asked): string | undefined => told(latest?.said ?? problem) ?? (words(latest?.reason) || undefined)

function Result({ asked }: { asked: Asked }) {
  const { what, latest } = asked
  const provider = providerName(what.provider)
  const also = latest?.said ? ` · ${said(latest.said)}` : ''
  if (latest?.state === 'done') {
    const ended = latest.kind === 'delete' ? t('spending.gone', { provider }) : t('spending.confirmed', { provider })
    return <State isSentence tone="good" glyph="dot">{ended + also}</State>
  }
  if (latest?.state === 'open') return <State isSentence tone="busy" glyph="dot">{t('spending.waiting', { provider }) + also}</State>
  return (
    <State isSentence tone="danger" glyph="cross">
      {[t('spending.refused'), whyOf(asked)].filter(Boolean).join(': ')}
    </State>
  )
}

/** The last word: that nothing runs any more, or what does and why. */
function Verdict({ ending, hasStrays }: { ending: Ending; hasStrays: boolean }) {
  if (ending.kind === 'under_way') return <p role="status">{t('spending.progress', ending)}</p>
  if (ending.kind === 'looking') return <p role="status">{t('spending.looking')}</p>
  if (ending.kind === 'left') {
    return (
      <div role="status">
        <State isSentence tone="danger" glyph="cross">{t('spending.left', { count: ending.left.length })}</State>
        <ul>
          {ending.left.map(({ name, why }) => (
            <li key={name}>{why ? `${name}: ${why}` : t('spending.left_unknown', { name })}</li>
          ))}
        </ul>
      </div>
    )
  }
  const { providers } = ending
  const zero = providers.length > 0 ? t('spending.zero', { providers: providers.map(providerName).join(', ') }) : t('spending.zero_none')
  return (
    <p role="status">
      <State isSentence tone="good" glyph="dot">{hasStrays ? `${zero} ${t('spending.zero_strays')}` : zero}</State>
    </p>
  )
}
