import type { Environment } from '~/api/schema'
import { CopyButton, Moment, Said } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import { ExtendButton } from './Actions'
import { CostInFull } from './Cost'
import { EnvironmentStanding, isMoving, placeOf, size, words } from './looks'
import { StopsBy } from './StopsBy'
import { UnderWay } from './UnderWay'
import styles from './EnvironmentsPage.module.css'

/** How it is, what it costs, and from what it is made. */
export function Facts({ environment }: { environment: Environment }) {
  const { id, status, reason, said, provider, region, image, image_digest, activity, created_at, created_by } = environment
  return (
    <dl className={styles.facts}>
      <Fact name={t('environments.column_state')}>
        <EnvironmentStanding environment={environment} />
        {isMoving(status) && (
          <span className={styles.soft}>
            <UnderWay environment={id} />
          </span>
        )}
        {reason && <span className={styles.soft}>{words(reason)}</span>}
        {said && <span className={styles.soft}><Said text={said} /></span>}
      </Fact>
      <Fact name={t('environments.column_price')}>
        <CostInFull environment={environment} />
      </Fact>
      <Fact name={t('environments.stops')}>
        <Stops environment={environment} />
      </Fact>
      <Fact name={t('environments.used')}>{activity.active_at ? <Moment at={activity.active_at} /> : t('environments.never_used')}</Fact>
      <Fact name={t('environments.column_region')}>{placeOf(provider, region)}</Fact>
      <Fact name={t('environments.column_size')}>{size(environment)}</Fact>
      <Fact name={t('environments.image')}>
        <code>{image}</code>
      </Fact>
      <Fact name={t('environments.digest')}>
        {image_digest ? (
          <>
            <code>{image_digest}</code>
            <CopyButton text={image_digest} />
          </>
        ) : (
          <span className={styles.soft}>{t('environments.no_digest')}</span>
        )}
      </Fact>
      <Fact name={t('environments.made')}>
        <Moment at={created_at} />
        <span className={styles.soft}>{t('environments.made_by', { name: created_by })}</span>
      </Fact>
      <Fact name={t('environments.id')}>
        <code>{id}</code>
        <CopyButton text={id} />
      </Fact>
    </dl>
  )
}

/** When it stops by itself and why then, beside what puts that off. */
function Stops({ environment }: { environment: Environment }) {
  const { stops, status } = environment
  if (!stops) return t('environments.stops_never')
  return (
    <>
      <span className={styles.lines}>
        {status === 'running' ? <StopsBy environment={environment} /> : stops.says && <Said text={stops.says} />}
        <span className={styles.soft}>{t('environments.stops_after', { minutes: stops.after_idle_minutes })}</span>
      </span>
      {status === 'running' && <ExtendButton environment={environment} />}
    </>
  )
}
