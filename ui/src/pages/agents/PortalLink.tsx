import { useQuery } from '@tanstack/react-query'
import { meQuery } from '~/api/queries'
import { CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import { portalAt } from './portal'
import styles from './AgentsPage.module.css'

/** Leads to what developers see, or to one listing there. */
export function PortalLink({ listing }: { listing?: string }) {
  const { data: me } = useQuery(meQuery)
  const isBrowser = platform.kind === 'browser'
  const portal = me && portalAt(me.coordinator, isBrowser ? location.origin : undefined)
  if (!portal) return null
  const address = listing ? `${portal}/marketplace/${listing}` : portal
  const name = t(listing ? 'agents.portal_listing' : 'agents.portal')
  return (
    <p className={styles.portal}>
      {isBrowser ? (
        <a href={address} target="_blank" rel="noreferrer">
          {name}
        </a>
      ) : (
        <>
          {name} <code>{address}</code>
          <CopyButton text={address} />
        </>
      )}
    </p>
  )
}
