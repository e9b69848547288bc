import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { useRefusal } from '~/api/may'
import { cloudQuery, environmentsQuery } from '~/api/queries'
import type { Environment } from '~/api/schema'
import { createChoice } from '~/choice'
import { environmentActions } from '~/hands/environments'
import { useHands } from '~/hands/hands'
import { useIsHeld } from '~/hands/held'
import { useOffer } from '~/hands/registry'
import { useForm } from '~/hands/wanted'
import { Button, IconButton } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { CardsIcon, ListIcon } from '~/kit/icons'
import { useIsBroad, useIsWide } from '~/kit/media'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import type { Column } from '~/kit/Table'
import { CommandLine } from '~/kit/Text'
import { VirtualTable } from '~/kit/VirtualTable'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import { useStore } from '~/store'
import { RowActions } from './Actions'
import { Cards } from './Cards'
import { CostNow } from './Cost'
import { EnvironmentForm } from './EnvironmentForm'
import { EnvironmentStanding, placeOf, size } from './looks'
import { Name, Next } from './Next'
import styles from './EnvironmentsPage.module.css'

const { store: view, choose: chooseView } = createChoice('muster.environments.view', ['table', 'cards'] as const, 'table')

const state: Column<Environment> = { id: 'state', title: t('environments.column_state'), width: '124px', cell: (environment) => <EnvironmentStanding environment={environment} /> }
const name: Column<Environment> = { id: 'name', title: t('environments.column_name'), width: 'minmax(100px, 1.1fr)', cell: (environment, isReachable) => <Name environment={environment} isReachable={isReachable} /> }
const region: Column<Environment> = { id: 'region', title: t('environments.column_region'), width: 'minmax(124px, 0.5fr)', cell: ({ provider, region: place }) => placeOf(provider, place) }
const measure: Column<Environment> = { id: 'size', title: t('environments.column_size'), width: '192px', cell: size }
const price: Column<Environment> = { id: 'price', title: t('environments.column_price'), width: '156px', cell: (environment) => <CostNow environment={environment} /> }
const next: Column<Environment> = { id: 'next', title: t('environments.column_next'), width: 'minmax(160px, 1fr)', cell: (environment) => <Next environment={environment} /> }
const actions: Column<Environment> = {
  id: 'actions',
  title: t('environments.column_actions'),
  // Two verbs and the menu, in the language that has the longest.
  width: '168px',
  isNumber: true,
  isTitleHidden: true,
  cell: (environment) => <RowActions environment={environment} isQuiet />,
}

// A list that is wider than its window would slide to the side, so what its page says as well is left out first.
const allColumns = [state, name, region, measure, { ...price, width: '184px' }, next, actions]
const someColumns = [state, name, region, price, next, actions]
const fewColumns: Column<Environment>[] = [
  state,
  name,
  price,
  { ...next, width: 'minmax(96px, 1fr)', cell: (environment) => <Next environment={environment} isPlain /> },
  { ...actions, width: '32px', cell: (environment) => <RowActions environment={environment} isMenu /> },
]

const keyOf = ({ id }: Environment): string => id
const nothing = () => {}

export default function EnvironmentsPage() {
  const { data, error, refetch } = useQuery(environmentsQuery)
  const refusal = useRefusal()
  const offer = useQuery(cloudQuery).data
  const [isCreating, setCreating] = useForm('environment')
  const shown = useStore(view)
  const isSetUp = offer === undefined || offer.regions.length > 0
  const create = (
    <Button look="main" disabledReason={refusal} onPress={() => setCreating(true)}>
      {t('environments.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('environments.title')}>
        {data && data.items.length > 0 && <ViewSwitch />}
        {isSetUp && create}
      </PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['80px', '20%', '24%', '90px']} />}
        {data?.items.length === 0 && !isSetUp && <NoProvider />}
        {data?.items.length === 0 && isSetUp && (
          <EmptyState title={t('environments.empty')} body={t('environments.empty_body')} action={create} command={t('environments.command')} />
        )}
        {data && data.items.length > 0 && (
          <>
            {shown === 'cards' ? <Cards items={data.items} /> : <Rows items={data.items} />}
            <footer className={styles.foot}>
              <CommandLine command={t('environments.list_command')} />
            </footer>
          </>
        )}
      </div>
      {isCreating && <EnvironmentForm onClose={() => setCreating(false)} />}
    </>
  )
}

/** How they are shown stays in this browser. */
function ViewSwitch() {
  const shown = useStore(view)
  return (
    <span className={styles.switch} role="group" aria-label={t('environments.view')}>
      <IconButton label={t('environments.as_table')} size="small" isPressed={shown === 'table'} onPress={() => chooseView('table')}>
        <ListIcon />
      </IconButton>
      <IconButton label={t('environments.as_cards')} size="small" isPressed={shown === 'cards'} onPress={() => chooseView('cards')}>
        <CardsIcon />
      </IconButton>
    </span>
  )
}

function NoProvider() {
  const action = (
    <ButtonLink to="/settings" hash={t('providers.title')} look="main">
      {t('environments.set_up')}
    </ButtonLink>
  )
  return <EmptyState title={t('environments.no_provider')} body={t('environments.no_provider_body')} action={action} command={t('environments.set_up_command')} />
}

/** What is done with the row where the keys are stands in the palette, and has keys. */
function Rows({ items }: { items: Environment[] }) {
  const hands = useHands()
  const navigate = useNavigate()
  const [isWide, isBroad] = [useIsWide(), useIsBroad()]
  const columns = isBroad ? allColumns : isWide ? someColumns : fewColumns
  const [row, setRow] = useState<Environment>()
  const current = items.find(({ id }) => id === row?.id)
  const isAsked = useIsHeld(current?.id ?? '')
  // oxlint-disable-next-line react/exhaustive-deps
  useOffer(useMemo(() => (current ? environmentActions(hands, current) : []), [hands, current, isAsked]))
  return (
    <div className={styles.rows}>
      <VirtualTable
        label={t('environments.title')}
        columns={columns}
        items={items}
        keyOf={keyOf}
        total={items.length}
        onEndNear={nothing}
        onRow={setRow}
        onOpen={({ id }) => void navigate({ to: '/environments/$environmentId', params: { environmentId: id } })}
      />
    </div>
  )
}
