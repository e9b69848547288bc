import { Link } from '@tanstack/react-router'
import { t } from '~/messages/t'
import styles from './MarketplacePage.module.css'

/** What an agent says it can do; each leads to others that can. */
export function Capabilities({ all }: { all: string[] }) {
  return (
    <span className={styles.capabilities}>
      {all.map((capability) => (
        <Link key={capability} to="/marketplace" search={{ capability }} title={t('market.who_else', { capability })} className={styles.capability}>
          {capability}
        </Link>
      ))}
    </span>
  )
}
