import { useQuery } from '@tanstack/react-query'
import { meQuery } from '~/api/queries'
import { CopyButton } from '~/kit/Text'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import { portalAt } from './portal'
import styles from './AgentsPage.module.css'

type Props = {
  /** A page of the portal, such as `/marketplace`. */
  to?: string
}

/** Leads to what developers see, or to one page of it. */
export function PortalLink({ to }: Props) {
  const { data: me } = useQuery(meQuery)
  const isBrowser = platform.kind === 'browser'
  const portal = me && portalAt(me.coordinator, isBrowser ? location.origin : undefined)
  if (!portal) return null
  const address = `${portal}${to ?? ''}`
  const name = t(to ? 'agents.portal_listing' : 'agents.portal')
  if (isBrowser) {
    return (
      <a href={address} target="_blank" rel="noreferrer">
        {name}
      </a>
    )
  }
  return (
    <span className={styles.portal}>
      {name} <code>{address}</code>
      <CopyButton text={address} />
    </span>
  )
}
