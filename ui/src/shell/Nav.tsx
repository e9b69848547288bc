import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useId, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { appStateQuery, doctorQuery, meQuery, overviewQuery } from '~/api/queries'
import { live, useConnection } from '~/live'
import { DownIcon, UpIcon } from '~/kit/icons'
import { nextTry } from '~/kit/Panel'
import { State } from '~/kit/State'
import { useTold } from '~/format/now'
import { number } from '~/format/number'
import { t } from '~/messages/t'
import { Button } from '~/kit/Button'
import { platform } from '~/platform'
import styles from './Nav.module.css'
import { Switcher } from './Switcher'

export function Nav() {
  const overview = useQuery(overviewQuery).data
  // The doctor is asked on its own page; here only what it found.
  const checks = useQuery({ ...doctorQuery, enabled: false }).data?.checks
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const bad = checks?.filter((check) => check.verdict === 'bad').length ?? 0
  return (
    <nav className={styles.nav} aria-label={t('app.sections')}>
      <div className={styles.brand}>
        <Mark />
        <span>{t('app.name')}</span>
      </div>
      <AriaButton className={styles.menu} aria-expanded={isOpen} aria-controls={id} onPress={() => setOpen(!isOpen)}>
        {t('nav.menu')}
        {isOpen ? <UpIcon /> : <DownIcon />}
      </AriaButton>
      <div id={id} className={styles.entries} data-open={isOpen || undefined} onClick={() => setOpen(false)}>
        <Entry to="/" text={t('nav.overview')} />
        <Entry to="/jobs" text={t('nav.jobs')} count={overview?.jobs.total} />
        <Entry to="/workers" text={t('nav.workers')} count={overview?.workers.total} />
        <Entry to="/environments" text={t('nav.environments')} />
        <Entry to="/schedules" text={t('nav.schedules')} />
        <Entry to="/templates" text={t('nav.templates')} />
        <Entry to="/agents" text={t('nav.agents')} />
        <hr />
        <Entry to="/usage" text={t('nav.usage')} />
        <Entry to="/billing" text={t('nav.billing')} />
        <Entry to="/audit" text={t('nav.audit')} />
        <Entry to="/doctor" text={t('nav.doctor')} count={bad || undefined} isAlert />
        <Entry to="/settings" text={t('nav.settings')} />
      </div>
      <Switcher />
      <Where />
    </nav>
  )
}

type EntryProps = { to: '/' | '/jobs' | '/workers' | '/environments' | '/schedules' | '/templates' | '/agents' | '/usage' | '/billing' | '/audit' | '/doctor' | '/settings'; text: string; count?: number | undefined; isAlert?: boolean }

function Entry({ to, text, count, isAlert }: EntryProps) {
  return (
    <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }} activeProps={{ 'aria-current': 'page' }} className={styles.entry}>
      {text}
      {count !== undefined && <b data-alert={isAlert || undefined}>{number(count)}</b>}
    </Link>
  )
}

/** The app mark: four places in a fleet, three of them taken. */
export function Mark() {
  return (
    <span className={styles.mark} aria-hidden="true">
      <i />
      <i />
      <i />
      <i />
    </span>
  )
}

/** Which coordinator this is, and whether it is there. */
function Where() {
  const connection = useConnection()
  const coordinator = useQuery(meQuery).data?.coordinator
  const state = useQuery(appStateQuery).data
  const next = useTold((now) => nextTry(connection, now))
  const port = coordinator?.urls[0] && new URL(coordinator.urls[0]).port
  if (connection.phase === 'waiting') {
    return (
      <div className={styles.where} role="status" data-away>
        <State tone="notice" glyph="dashed">
          {t('connection.waiting')}
        </State>
        <p>{next}</p>
        <Button size="small" onPress={() => live.retryNow()}>
          {t('connection.retry')}
        </Button>
      </div>
    )
  }
  const isLive = connection.phase === 'live'
  const isAttached = platform.kind === 'desktop' && state?.mode === 'attached'
  return (
    <div className={styles.where} role="status">
      <State tone={isLive ? 'good' : 'notice'} glyph={isLive ? 'halo' : 'ring'}>
        <span className="unseen">{isLive ? t('connection.live', { machine: coordinator?.machine ?? '' }) : t('connection.connecting')}</span>
        <span className={styles.machine} aria-hidden="true">
          {coordinator?.machine ?? t('connection.connecting')}
        </span>
        {port && <span className={styles.port}>· :{port}</span>}
      </State>
      {isAttached && <p>{t('connection.attached')}</p>}
    </div>
  )
}
