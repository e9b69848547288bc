import type { Environment } from '~/api/schema'
import { t } from '~/messages/t'
import { RowActions } from './Actions'
import { CostNow } from './Cost'
import { Name, Next } from './Next'
import { EnvironmentStanding, placeOf, size } from './looks'
import styles from './Cards.module.css'

/** Each in a frame of its own, for a few that are looked at often. */
export function Cards({ items }: { items: Environment[] }) {
  return (
    <ul className={styles.cards} aria-label={t('environments.title')}>
      {items.map((environment) => (
        <li key={environment.id} className={styles.card}>
          <Card environment={environment} />
        </li>
      ))}
    </ul>
  )
}

function Card({ environment }: { environment: Environment }) {
  const { provider, region, image } = environment
  return (
    <article aria-label={environment.name}>
      <header className={styles.head}>
        <h2>
          <Name environment={environment} />
        </h2>
        <EnvironmentStanding environment={environment} />
      </header>
      <div className={styles.body}>
        <p className={styles.cost}>
          <CostNow environment={environment} />
        </p>
        <p>{[placeOf(provider, region), size(environment)].join(' · ')}</p>
        <p className={styles.image} title={image}>
          <code>{image}</code>
        </p>
        <div className={styles.next}>
          <Next environment={environment} />
        </div>
      </div>
      <footer className={styles.foot}>
        <RowActions environment={environment} />
      </footer>
    </article>
  )
}
