// Bringing workers to another version: the question before it, and how far it is.

import { useMutation, useQuery } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { meQuery, programsQuery, workersQuery } from '~/api/queries'
import type { UpdateCounts, WorkerUpdate } from '~/api/schema'
import { updatesQuery } from '~/api/worker-queries'
import { number } from '~/format/number'
import { Button } from '~/kit/Button'
import { Bar } from '~/kit/Meter'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { toast } from '~/kit/toasts'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { useTold } from './steering'
import styles from './Updates.module.css'
import { isTold, isUnderWay } from './updates'

export function UpdateButton() {
  const [told, readOnly] = [useTold(), useRefusal()]
  const { data } = useQuery(updatesQuery)
  const news = useNoNews()
  if (!data || data.workers === 0) return null
  const reason = readOnly ?? (isUnderWay(data.last) ? t('update.under_way') : news)
  const press = () =>
    ask({
      title: t('update.title'),
      body: <Plan count={data.workers} />,
      confirm: t('update.confirm'),
      onConfirm: async () => {
        const { count } = await call('post', '/v1/updates', { body: {} })
        await told(count > 0 ? t('update.begun', { count }) : t('update.none'))
      },
    })
  return (
    <Button disabledReason={reason} onPress={press}>
      {t('update.button')}
    </Button>
  )
}

/** Why there is nothing to bring: all have the coordinator's version, and nobody has brought another program. */
function useNoNews(): string | undefined {
  const programs = useQuery(programsQuery).data?.items
  const workers = useQuery(workersQuery).data
  const version = useQuery(meQuery).data?.coordinator.version
  if (!programs || !workers || version === undefined || workers.items.length < workers.total) return undefined
  const areSame = workers.items.every((worker) => worker.version === version) && programs.every((program) => program.version === version)
  return areSame ? t('update.no_news', { version }) : undefined
}

/** To what they are brought, and in which order. */
function Plan({ count }: { count: number }) {
  const { data, error, refetch } = useQuery(programsQuery)
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton rows={2} columns={['60%']} />
  return (
    <>
      <p>{t('update.body', { count })}</p>
      {data.items.length === 0 && <p>{t('update.no_program')}</p>}
      <ul className={styles.programs}>
        {data.items.map(({ platform, version, is_own }) => (
          <li key={platform}>
            <code>{platform}</code> <span>{version}</span>
            {is_own && <span className={styles.soft}> {t('update.own')}</span>}
          </li>
        ))}
      </ul>
    </>
  )
}

/** How far it is, as long as it goes on or after it failed. */
export function UpdateProgress() {
  const last = useQuery(updatesQuery).data?.last
  return isTold(last) ? <Shown how={last} /> : null
}

function Shown({ how }: { how: UpdateCounts }) {
  const [told, readOnly] = [useTold(), useRefusal()]
  const stop = useMutation({
    mutationFn: () => call('post', '/v1/updates/stop', {}),
    onSuccess: () => told(t('update.stopped_now')),
    onError: (error) => toast(error.message, 'danger'),
  })
  const goesOn = isUnderWay(how)
  const counts = t('update.progress', { over: number(how.over), total: number(how.total), version: how.version })
  return (
    <div role="status" className={styles.progress} data-failed={!goesOn || undefined}>
      <div className={styles.text}>
        <strong>{goesOn ? t('update.going') : t('update.failed')}</strong> {counts}
        {how.one && <span> · {toldOf(how.one.update, how.one.name)}</span>}
      </div>
      <div className={styles.bar}>
        <Bar taken={how.over} total={how.total} label={counts} tone={goesOn ? 'busy' : 'danger'} />
      </div>
      {goesOn && (
        <Button size="small" disabledReason={readOnly} isBusy={stop.isPending} onPress={() => stop.mutate()}>
          {t('update.stop')}
        </Button>
      )}
    </div>
  )
}

/** How far an update of a worker is, and why it is not further. */
export function toldOf(update: WorkerUpdate, name: string): string {
  const what = t(update.stage === 'failed' ? 'update.failed_one' : `update.${update.stage}`, { worker: name })
  return update.reason ? `${what}: ${said(update.reason)}` : what
}
