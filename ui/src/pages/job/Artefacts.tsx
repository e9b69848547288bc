import { useInfiniteQuery } from '@tanstack/react-query'
import { download } from '~/api/call'
import { artefactsQuery } from '~/api/queries'
import type { Artefact, Attempt, Job } from '~/api/schema'
import { bytes } from '~/format/number'
import { Button, IconButton } from '~/kit/Button'
import { DownloadIcon } from '~/kit/icons'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, CopyButton, Said } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import styles from './Artefacts.module.css'

/** A page holds the whole of what it saves in memory. */
const LARGEST_IN_THE_CONSOLE = 256 * 1024 * 1024

/** The files that a job has left behind, and what of them was not kept. */
export function Artefacts({ job, attempts }: { job: Job; attempts: Attempt[] }) {
  const query = useInfiniteQuery(artefactsQuery(job.id))
  const { data, error, refetch } = query
  const items = data?.pages.flatMap((page) => page.items) ?? []
  const patterns = (job.artefacts ?? []).join(', ')
  return (
    <div className={styles.artefacts}>
      <div className={styles.list}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={2} columns={['50%', '10%', '10%']} />}
        {data && items.length === 0 && <EmptyState title={t('artefacts.none')} body={t('artefacts.none_body', { patterns })} />}
        {items.length > 0 && <Table label={t('job.tab_artefacts')} columns={columns(job.id)} items={items} keyOf={keyOf} />}
        <LeftOut attempts={attempts} />
      </div>
      <footer className={styles.foot}>
        {query.hasNextPage && (
          <Button size="small" isBusy={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('artefacts.more')}
          </Button>
        )}
        <CommandLine command={t('artefacts.command', { job: job.id })} />
      </footer>
    </div>
  )
}

const keyOf = ({ attempt, name }: Artefact): string => `${attempt}/${name}`

const columns = (job: string): Column<Artefact>[] => [
  { id: 'name', title: t('artefacts.name'), width: 'minmax(0, 1fr)', cell: ({ name }) => <code className={styles.name}>{name}</code> },
  { id: 'size', title: t('artefacts.size'), width: '92px', isNumber: true, cell: ({ size }) => bytes(size) },
  { id: 'attempt', title: t('artefacts.attempt'), width: '72px', isNumber: true, cell: ({ attempt }) => attempt },
  { id: 'sum', title: t('artefacts.sum'), width: 'minmax(124px, 0.4fr)', cell: (artefact) => <Sum artefact={artefact} /> },
  { id: 'download', title: t('artefacts.download', { name: '' }), width: 'max-content', isNumber: true, isTitleHidden: true, cell: (artefact) => <Download job={job} artefact={artefact} /> },
]

/** As many letters as tell two files apart; the rest is on hover, and copied. */
const SHOWN_OF_SUM = 10

function Sum({ artefact: { name, sha256 } }: { artefact: Artefact }) {
  return (
    <span className={styles.sum}>
      <code title={sha256}>{sha256.slice(0, SHOWN_OF_SUM)}…</code>
      <CopyButton text={sha256} label={t('artefacts.copy_sum', { name })} />
    </span>
  )
}

function Download({ job, artefact }: { job: string; artefact: Artefact }) {
  const { name, size } = artefact
  return (
    <IconButton
      label={t('artefacts.download', { name })}
      size="small"
      {...(size > LARGEST_IN_THE_CONSOLE ? { disabledReason: t('artefacts.too_large') } : {})}
      onPress={() => void fetchAndSave(job, artefact)}
    >
      <DownloadIcon />
    </IconButton>
  )
}

async function fetchAndSave(job: string, { name, attempt }: Artefact): Promise<void> {
  try {
    await download('/v1/jobs/{id}/artefacts/{name}', { id: job, name }, { attempt }, name.split('/').at(-1) ?? name)
  } catch {
    toast(t('artefacts.failed'), 'danger')
  }
}

function LeftOut({ attempts }: { attempts: Attempt[] }) {
  const lines = attempts.flatMap(({ number, left_out = [] }) => left_out.map((line) => ({ number, line })))
  if (lines.length === 0) return null
  return (
    <section className={styles.left} aria-label={t('artefacts.left_out')}>
      <h3>{t('artefacts.left_out')}</h3>
      <ul>
        {lines.map(({ number, line }) => (
          <li key={`${number} ${line}`}>
            {t('artefacts.attempt')} {number}: <Said text={line} />
          </li>
        ))}
      </ul>
    </section>
  )
}
