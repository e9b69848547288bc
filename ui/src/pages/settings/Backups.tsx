import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { backupsQuery, keys } from '~/api/queries'
import type { Backup, BackupList, BackupRun } from '~/api/schema'
import { bytes } from '~/format/number'
import { Button } from '~/kit/Button'
import { Bar } from '~/kit/Meter'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment, Prose, Said } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import styles from './Backups.module.css'
import { Restore } from './RestoreBackup'

const columns: Column<Backup>[] = [
  { id: 'made', title: t('backups.column_made'), width: '104px', cell: (backup) => <Moment at={backup.created_at} /> },
  { id: 'name', title: t('backups.column_name'), width: 'minmax(0, 1fr)', cell: (backup) => <Name backup={backup} /> },
  { id: 'state', title: t('backups.column_state'), width: '128px', cell: (backup) => <Whole backup={backup} /> },
  { id: 'jobs', title: t('backups.column_jobs'), width: '88px', isNumber: true, cell: (backup) => backup.jobs },
  { id: 'size', title: t('backups.column_size'), width: '88px', isNumber: true, cell: (backup) => bytes(backup.size) },
  { id: 'actions', title: t('backups.column_actions'), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (backup) => <Restore backup={backup} /> },
]

export function Backups() {
  const { data, error, refetch } = useQuery(backupsQuery)
  return (
    <Section title={t('backups.title')} action={<Create run={data?.run} />}>
      <p className={styles.intro}>
        <Prose text={data?.is_daily === false ? t('backups.body_by_hand') : t('backups.body')} />
      </p>
      {data?.run && <Run run={data.run} />}
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['20%', '40%', '20%']} height={140} />}
      {data?.items.length === 0 && <EmptyState title={t('backups.empty')} body={t('backups.empty_body')} command={t('backups.command')} />}
      {data && data.items.length > 0 && (
        <>
          <Table label={t('backups.title')} columns={columns} items={data.items} keyOf={(backup) => backup.name} />
          <footer className={styles.foot}>
            <CommandLine command={t('backups.command')} />
          </footer>
        </>
      )}
    </Section>
  )
}

function Create({ run }: { run: BackupRun | null | undefined }) {
  const client = useQueryClient()
  const refusal = useRefusal('owner')
  const create = useMutation({
    mutationFn: () => call('post', '/v1/backups', {}),
    onSuccess: (begun) => {
      client.setQueryData<BackupList>(keys.backups, (known) => known && { ...known, run: begun })
      return client.invalidateQueries({ queryKey: keys.backups })
    },
    onError: (error) => toast(error.message, 'danger'),
  })
  const isBusy = create.isPending || run?.is_over === false
  return (
    <Button size="small" isBusy={isBusy} disabledReason={refusal} onPress={() => create.mutate()}>
      {t('backups.create')}
    </Button>
  )
}

/** How far the one is that is being made, or what has become of it. */
function Run({ run: { step, done, total, is_over, failure } }: { run: BackupRun }) {
  if (failure) {
    return (
      <p role="alert" className={styles.failure}>
        <State isSentence tone="danger" glyph="cross">
          <Said text={failure.message} />
        </State>
        <Said text={failure.hint} />
      </p>
    )
  }
  const sized = total > 0 ? t('backups.progress', { step: said(step), done: bytes(done), total: bytes(total) }) : said(step)
  const told = is_over ? t('backups.done') : sized
  return (
    <div role="status" className={styles.run}>
      <span>{told}</span>
      {!is_over && <Bar taken={done} total={total} label={told} />}
    </div>
  )
}

function Name({ backup }: { backup: Backup }) {
  return (
    <span title={backup.path}>
      <code>{backup.name}</code>
      {backup.is_daily && <span className={styles.daily}>{t('backups.daily')}</span>}
    </span>
  )
}

function Whole({ backup }: { backup: Backup }) {
  return backup.is_verified ? (
    <State tone="good" glyph="dot">
      {t('backups.whole')}
    </State>
  ) : (
    <State tone="notice" glyph="ring">
      {t('backups.unread')}
    </State>
  )
}
