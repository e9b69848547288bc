// An environment's name, and what becomes of it, as a row and a card say it.

import { Link } from '@tanstack/react-router'
import type { Environment } from '~/api/schema'
import { useIsHeld } from '~/hands/held'
import { saidPlainly } from '~/messages/said'
import { t } from '~/messages/t'
import { ExtendButton } from './Actions'
import { isMoving, words } from './looks'
import { useIsSoonOver, StopsBy } from './StopsBy'
import { UnderWay } from './UnderWay'
import styles from './EnvironmentsPage.module.css'

export function Name({ environment: { id, name }, isReachable = true }: { environment: Environment; isReachable?: boolean }) {
  return (
    <Link to="/environments/$environmentId" params={{ environmentId: id }} className={styles.name} tabIndex={isReachable ? 0 : -1}>
      {name}
    </Link>
  )
}

/** What comes next, or why nothing does: its step, its end, or what went wrong. Where there is little room, without a button. */
export function Next({ environment, isPlain = false }: { environment: Environment; isPlain?: boolean }) {
  const { id, status, reason, said: told } = environment
  if (useIsHeld(id)) return t('environments.in_a_moment')
  if (isMoving(status)) return <UnderWay environment={id} />
  if (status !== 'running') return <span title={saidPlainly(told ?? '')}>{words(reason) || saidPlainly(environment.stops?.says ?? '')}</span>
  return <Ends environment={environment} isPlain={isPlain} />
}

/** When it stops by itself, beside what puts that off. */
function Ends({ environment, isPlain }: { environment: Environment; isPlain: boolean }) {
  const isSoonOver = useIsSoonOver(environment)
  return (
    <span className={styles.next}>
      <span className={styles.cut}>
        <StopsBy environment={environment} isShort />
      </span>
      {environment.stops && !isPlain && (
        <span className={isSoonOver ? undefined : styles.quiet}>
          <ExtendButton environment={environment} />
        </span>
      )}
    </span>
  )
}
