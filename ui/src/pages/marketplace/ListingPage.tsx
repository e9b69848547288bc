import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { isOff, isUnlisted, listingQuery } from '~/api/market-queries'
import { useRefusal } from '~/api/may'
import type { ListingDetail } from '~/api/schema'
import { word } from '~/hands/command'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine, CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import { PortalLink } from '~/pages/agents/PortalLink'
import { Fact, When } from '~/pages/job/Details'
import { PageHeader } from '~/shell/PageHeader'
import { Capabilities } from './Capabilities'
import { fetching, useAddress } from './command'
import styles from './MarketplacePage.module.css'
import { reportListing, useModeration } from './moderation'
import { Off } from './Off'

export default function ListingPage() {
  const { agentId } = useParams({ from: '/marketplace/$agentId' })
  const { data, error, refetch } = useQuery(listingQuery(agentId))
  const isTold = isUnlisted(error) || isOff(error)
  const listing = isTold ? undefined : data
  return (
    <>
      <PageHeader title={listing?.name ?? t('market.title')}>
        <ButtonLink to="/marketplace">{t('market.back')}</ButtonLink>
      </PageHeader>
      <div className={styles.detail}>
        {isOff(error) && <Off />}
        {isUnlisted(error) && <Unlisted agentId={agentId} name={data?.name} />}
        {error && !isTold && <ErrorPanel error={error} isStale={listing !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={8} columns={['20%', '60%']} />}
        {listing && (
          <>
            <About listing={listing} />
            <Calling listing={listing} />
            <Identity listing={listing} />
          </>
        )}
      </div>
    </>
  )
}

/** Withdrawn, hidden or never there: nobody who looks can tell, and only who may can let it be found again. */
function Unlisted({ agentId, name }: { agentId: string; name: string | undefined }) {
  const { unhide } = useModeration()
  const action = (
    <span className={styles.actions}>
      <ButtonLink to="/marketplace">{t('market.back')}</ButtonLink>
      {useRefusal() === undefined && <Button onPress={() => void unhide({ agentId, name: name ?? agentId })}>{t('market.unhide')}</Button>}
    </span>
  )
  return <EmptyState title={t('market.unlisted')} body={t('market.unlisted_body', { id: agentId })} action={action} />
}

function About({ listing }: { listing: ListingDetail }) {
  const { agentId, description, agentType, version, capabilities, owner, deploymentEnv, publishedAt, createdAt } = listing
  return (
    <Section title={t('market.about')} action={<Actions listing={listing} />}>
      {description && <p className={styles.says}>{description}</p>}
      <dl className={styles.facts}>
        <Fact name={t('market.column_type')}>
          <Link to="/marketplace" search={{ type: agentType }}>
            {agentType}
          </Link>
        </Fact>
        <Fact name={t('market.column_can')}>
          <Capabilities all={capabilities} />
        </Fact>
        <Fact name={t('market.column_owner')}>
          <Link to="/marketplace" search={{ owner }}>
            <bdi>{owner}</bdi>
          </Link>
        </Fact>
        <Fact name={t('market.column_version')}>{version}</Fact>
        <Fact name={t('market.runs_in')}>{deploymentEnv}</Fact>
        <Fact name={t('market.column_published')}>
          <When at={publishedAt} />
        </Fact>
        <Fact name={t('market.registered')}>
          <When at={createdAt} />
        </Fact>
        <Fact name={t('market.id')}>
          <code>{agentId}</code>
          <CopyButton text={agentId} />
        </Fact>
      </dl>
      <footer className={styles.sectionFoot}>
        <PortalLink to={`/marketplace/${agentId}`} />
      </footer>
    </Section>
  )
}

/** Anybody may complain; hiding is for whoever runs this coordinator. */
function Actions({ listing }: { listing: ListingDetail }) {
  const client = useQueryClient()
  const { hide } = useModeration()
  const mayHide = useRefusal() === undefined
  return (
    <span className={styles.actions}>
      <Button size="small" onPress={() => reportListing(client, listing)}>
        {t('market.report')}
      </Button>
      {mayHide && (
        <Button size="small" onPress={() => hide(listing)}>
          {t('market.hide')}
        </Button>
      )}
    </span>
  )
}

/** Where it is spoken to is no link: it is no page, and nobody should get there by a click. */
function Calling({ listing: { endpoint } }: { listing: ListingDetail }) {
  if (!endpoint) {
    return (
      <Section title={t('market.calling')}>
        <p className={styles.says}>{t('market.no_endpoint')}</p>
      </Section>
    )
  }
  const lines = [t('market.token_line'), `curl --fail-with-body --header "Authorization: Bearer $TOKEN" ${word(endpoint)}`]
  return (
    <Section title={t('market.calling')} action={<CopyButton text={lines.join('\n')} label={t('market.copy_lines')} />}>
      <p className={styles.says}>{t('market.calling_body')}</p>
      <dl className={styles.facts}>
        <Fact name={t('market.endpoint')}>
          <code>{endpoint}</code>
          <CopyButton text={endpoint} />
        </Fact>
      </dl>
      <Lines text={lines} label={t('market.lines')} />
    </Section>
  )
}

function Identity({ listing: { agentId, did, didDocument } }: { listing: ListingDetail }) {
  const address = useAddress()
  const document = JSON.stringify(didDocument, undefined, 2)
  return (
    <Section title={t('market.identity')} action={<CopyButton text={document} label={t('market.copy_document')} />}>
      <p className={styles.says}>{t('market.identity_body')}</p>
      <dl className={styles.facts}>
        <Fact name={t('market.did')}>
          <code>{did}</code>
          <CopyButton text={did} />
        </Fact>
      </dl>
      <Lines text={document.split('\n')} label={t('market.document')} />
      {address && (
        <footer className={styles.sectionFoot}>
          <CommandLine command={fetching(`${address}/agents/${agentId}/did.json`)} />
          <CommandLine command={fetching(`${address}/marketplace/agents/${agentId}`)} />
        </footer>
      )}
    </Section>
  )
}

/** Lines as they are, which slide to the side where they do not fit. */
function Lines({ text, label }: { text: string[]; label: string }) {
  return (
    <pre className={styles.lines} tabIndex={0} role="region" aria-label={label}>
      {text.join('\n')}
    </pre>
  )
}
