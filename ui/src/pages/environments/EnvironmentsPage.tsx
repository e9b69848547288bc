import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useRefusal } from '~/api/may'
import { cloudQuery, environmentsQuery } from '~/api/queries'
import type { Environment } from '~/api/schema'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { Actions } from './Actions'
import { EnvironmentForm } from './EnvironmentForm'
import { EnvironmentStanding, placeOf, price, words } from './looks'
import styles from './EnvironmentsPage.module.css'

const columns: Column<Environment>[] = [
  { id: 'state', title: t('environments.column_state'), width: '104px', cell: (environment) => <EnvironmentStanding environment={environment} /> },
  { id: 'name', title: t('environments.column_name'), width: 'minmax(110px, 1fr)', cell: (environment) => <Name environment={environment} /> },
  { id: 'region', title: t('environments.column_region'), width: 'minmax(120px, 0.7fr)', cell: ({ provider, region }) => placeOf(provider, region) },
  { id: 'size', title: t('environments.column_size'), width: 'minmax(180px, 1fr)', cell: (environment) => size(environment) },
  { id: 'price', title: t('environments.column_price'), width: '132px', cell: ({ price_per_hour }) => price(price_per_hour) },
  { id: 'why', title: t('environments.column_why'), width: 'minmax(72px, 0.6fr)', cell: ({ reason, said }) => <span title={said ?? ''}>{words(reason)}</span> },
  {
    id: 'actions',
    title: t('environments.column_actions'),
    width: 'max-content',
    isNumber: true,
    isTitleHidden: true,
    cell: (environment) => <Actions environment={environment} />,
  },
]

const fewColumns = columns.filter(({ id }) => id !== 'size' && id !== 'why' && id !== 'region')

export const size = ({ cpu_cores, memory_gb, storage_gb }: Environment): string =>
  t('environments.size', { cpu: cpu_cores, memory: memory_gb, storage: storage_gb })

export default function EnvironmentsPage() {
  const { data, error, refetch } = useQuery(environmentsQuery)
  const refusal = useRefusal()
  const offer = useQuery(cloudQuery).data
  const [isCreating, setCreating] = useForm('environment')
  const isWide = useIsWide()
  const isSetUp = offer === undefined || offer.regions.length > 0
  const create = (
    <Button look="main" disabledReason={refusal} onPress={() => setCreating(true)}>
      {t('environments.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('environments.title')}>{isSetUp && create}</PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['80px', '20%', '24%', '90px']} />}
        {data?.items.length === 0 && !isSetUp && <EmptyState title={t('environments.no_provider')} body={t('environments.no_provider_body')} />}
        {data?.items.length === 0 && isSetUp && (
          <EmptyState title={t('environments.empty')} body={t('environments.empty_body')} action={create} command={t('environments.command')} />
        )}
        {data && data.items.length > 0 && (
          <>
            <Table label={t('environments.title')} columns={isWide ? columns : fewColumns} items={data.items} keyOf={({ id }) => id} />
            <footer className={styles.foot}>
              <CommandLine command={t('environments.command')} />
            </footer>
          </>
        )}
      </div>
      {isCreating && <EnvironmentForm onClose={() => setCreating(false)} />}
    </>
  )
}

function Name({ environment: { id, name } }: { environment: Environment }) {
  return (
    <Link to="/environments/$environmentId" params={{ environmentId: id }}>
      {name}
    </Link>
  )
}
