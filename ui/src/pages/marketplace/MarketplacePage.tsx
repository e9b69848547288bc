import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { agentTypes, isOff, type ListingFilter, LISTINGS_PER_PAGE, listingsQuery } from '~/api/market-queries'
import type { Listing, ListingPage } from '~/api/schema'
import { ButtonLink } from '~/kit/ButtonLink'
import { Foot } from '~/kit/Foot'
import { useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import { PortalLink } from '~/pages/agents/PortalLink'
import filters from '~/pages/jobs/Filters.module.css'
import { PageHeader } from '~/shell/PageHeader'
import { SearchBox } from '~/shell/SearchBox'
import { Capabilities } from './Capabilities'
import { useListCommand } from './command'
import { showListingFilter, typedFilter } from './filter'
import styles from './MarketplacePage.module.css'
import { Off } from './Off'

const columns: Column<Listing>[] = [
  { id: 'name', title: t('market.column_name'), width: 'minmax(160px, 1.4fr)', cell: (listing) => <Name listing={listing} /> },
  { id: 'type', title: t('market.column_type'), width: '112px', cell: ({ agentType }) => agentType },
  { id: 'can', title: t('market.column_can'), width: 'minmax(140px, 1fr)', cell: ({ capabilities }) => <Capabilities all={capabilities} /> },
  { id: 'owner', title: t('market.column_owner'), width: 'minmax(96px, 0.5fr)', cell: ({ owner }) => owner },
  { id: 'version', title: t('market.column_version'), width: '80px', cell: ({ version }) => version },
  { id: 'published', title: t('market.column_published'), width: '104px', cell: ({ publishedAt }) => <Moment at={publishedAt} /> },
]

const fewColumns = columns.filter(({ id }) => id !== 'version' && id !== 'owner')

export default function MarketplacePage() {
  const filter = useSearch({ from: '/marketplace' })
  const { data, error, refetch } = useQuery(listingsQuery(filter))
  const navigate = useNavigate()
  const show = useCallback((text: string) => void navigate({ to: '/marketplace', search: typedFilter(text), replace: true }), [navigate])
  const query = (
    <SearchBox
      label={t('market.query')}
      placeholder={t('market.query_placeholder')}
      clear={t('market.clear_query')}
      value={showListingFilter(filter)}
      total={data?.total}
      count={data && t('market.count', { count: data.total })}
      onChange={show}
    />
  )
  const isThere = !isOff(error)
  return (
    <>
      <PageHeader title={t('market.title')} {...(isThere ? { query } : {})}>
        {isThere && <ButtonLink to="/agents">{t('market.own')}</ButtonLink>}
      </PageHeader>
      <div className={styles.page} data-footed>
        {isThere ? <Listings filter={filter} data={data} error={error} onRetry={() => void refetch()} /> : <Off />}
      </div>
    </>
  )
}

type ListingsProps = { filter: ListingFilter; data: ListingPage | undefined; error: Error | null; onRetry: () => void }

function Listings({ filter, data, error, onRetry }: ListingsProps) {
  const isWide = useIsWide()
  const command = useListCommand(filter)
  return (
    <>
      <Types filter={filter} />
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={onRetry} />}
      {!data && !error && <Skeleton rows={6} columns={['24%', '90px', '30%', '90px']} />}
      {data?.data.length === 0 && <Nothing filter={filter} command={command} />}
      {data && data.data.length > 0 && (
        <>
          <Table label={t('market.title')} columns={isWide ? columns : fewColumns} items={data.data} keyOf={({ agentId }) => agentId} />
          <Foot>
            <Pager filter={filter} total={data.total} />
            {command && <CommandLine command={command} />}
            <PortalLink to="/marketplace" />
          </Foot>
        </>
      )}
    </>
  )
}

/** The kinds of agents, each an address. */
function Types({ filter }: { filter: ListingFilter }) {
  return (
    <nav className={filters.filters} aria-label={t('market.types')}>
      {[undefined, ...agentTypes].map((type) => (
        <Link
          key={type ?? 'all'}
          to="/marketplace"
          search={{ ...filter, type, page: undefined }}
          className={filters.filter}
          activeProps={{ 'aria-current': undefined }}
          data-current={filter.type === type || undefined}
        >
          {type ?? t('market.all_types')}
        </Link>
      ))}
    </nav>
  )
}

function Nothing({ filter, command }: { filter: ListingFilter; command: string | undefined }) {
  if (Object.keys(filter).length === 0) {
    return <EmptyState title={t('market.empty')} body={t('market.empty_body')} action={<ButtonLink to="/agents" look="main">{t('market.own')}</ButtonLink>} command={t('market.command')} />
  }
  return <EmptyState title={t('market.no_match')} body={t('market.no_match_body')} action={<ButtonLink to="/marketplace">{t('market.show_all')}</ButtonLink>} command={command} />
}

/** Where one is among the pages; one page needs none of it. */
function Pager({ filter, total }: { filter: ListingFilter; total: number }) {
  const page = filter.page ?? 1
  const last = Math.ceil(total / LISTINGS_PER_PAGE)
  if (last <= 1) return null
  return (
    <nav className={styles.pager} aria-label={t('market.pages')}>
      {page > 1 && (
        <ButtonLink to="/marketplace" search={{ ...filter, page: page === 2 ? undefined : page - 1 }} size="small">
          {t('market.newer')}
        </ButtonLink>
      )}
      <span>{t('market.page', { page, last })}</span>
      {page < last && (
        <ButtonLink to="/marketplace" search={{ ...filter, page: page + 1 }} size="small">
          {t('market.older')}
        </ButtonLink>
      )}
    </nav>
  )
}

function Name({ listing: { agentId, name, description } }: { listing: Listing }) {
  return (
    <>
      <Link to="/marketplace/$agentId" params={{ agentId }} className={styles.name}>
        <bdi>{name}</bdi>
      </Link>
      {description && (
        <span className={styles.aside} title={description}>
          {description}
        </span>
      )}
    </>
  )
}
