import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useId, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { quickChecksQuery } from '~/api/doctor-queries'
import { appStateQuery, doctorQuery, environmentsQuery, meQuery, overviewQuery } from '~/api/queries'
import type { pages } from '~/hands/general'
import { live, useConnection } from '~/live'
import {
  AgentsIcon,
  AuditIcon,
  BillingIcon,
  ClockIcon,
  DoctorIcon,
  DownIcon,
  EnvironmentsIcon,
  JobsIcon,
  MarketplaceIcon,
  OverviewIcon,
  SettingsIcon,
  TemplatesIcon,
  UpIcon,
  UsageIcon,
  WorkersIcon,
} from '~/kit/icons'
import { asking } from '~/live/mending'
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
  const environments = useQuery({ ...environmentsQuery, refetchInterval: asking(COUNTED_EVERY_MS) }).data?.items
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <nav className={styles.nav} aria-label={t('app.sections')}>
      <div className={styles.brand}>
        <Mark />
        <span className={styles.text}>{t('app.name')}</span>
      </div>
      <AriaButton className={styles.menu} aria-expanded={isOpen} aria-controls={id} onPress={() => setOpen(!isOpen)}>
        {t('nav.menu')}
        {isOpen ? <UpIcon /> : <DownIcon />}
      </AriaButton>
      <div id={id} className={styles.entries} data-open={isOpen || undefined} onClick={() => setOpen(false)}>
        <Entry to="/" text={t('nav.overview')} icon={<OverviewIcon />} />
        <Entry to="/jobs" text={t('nav.jobs')} icon={<JobsIcon />} count={overview?.jobs.total} />
        <Entry to="/workers" text={t('nav.workers')} icon={<WorkersIcon />} count={overview?.workers.total} />
        <Entry to="/environments" text={t('nav.environments')} icon={<EnvironmentsIcon />} count={environments?.length} />
        <Entry to="/schedules" text={t('nav.schedules')} icon={<ClockIcon />} />
        <Entry to="/templates" text={t('nav.templates')} icon={<TemplatesIcon />} />
        <hr />
        <Entry to="/usage" text={t('nav.usage')} icon={<UsageIcon />} />
        <Entry to="/billing" text={t('nav.billing')} icon={<BillingIcon />} />
        <hr />
        <Entry to="/agents" text={t('nav.agents')} icon={<AgentsIcon />} />
        <Entry to="/marketplace" text={t('nav.marketplace')} icon={<MarketplaceIcon />} />
        <Entry to="/audit" text={t('nav.audit')} icon={<AuditIcon />} />
        <hr />
        <Doctor />
        <Entry to="/settings" text={t('nav.settings')} icon={<SettingsIcon />} />
      </div>
      <Switcher />
      <Where />
    </nav>
  )
}

/** What the live stream does not tell, and what is beside the point of most pages. */
const COUNTED_EVERY_MS = 60_000

/** By then the first page is there, and nobody waits for anything. */
const SETTLED_AFTER_MS = 5000

function useIsSettled(): boolean {
  const [isSettled, setSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLED_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  return isSettled
}

/** What the check-up found when it was last looked at; until then what is found at a glance, once. */
function Doctor() {
  const whole = useQuery({ ...doctorQuery, enabled: false }).data?.checks
  const isSettled = useIsSettled()
  const quick = useQuery({ ...quickChecksQuery, enabled: isSettled && !whole }).data
  const checks = whole ?? quick
  const [bad, warnings] = (['bad', 'warning'] as const).map((verdict) => checks?.filter((check) => check.verdict === verdict).length ?? 0) as [number, number]
  const alert = bad > 0 ? ({ tone: 'bad', said: t('nav.faults', { count: bad }) } as const) : warnings > 0 && ({ tone: 'warning', said: t('nav.warnings', { count: warnings }) } as const)
  return <Entry to="/doctor" text={t('nav.doctor')} icon={<DoctorIcon />} count={bad || warnings || undefined} {...(alert ? { alert } : {})} />
}

type EntryProps = {
  to: (typeof pages)[number]['to']
  text: string
  icon: ReactNode
  count?: number | undefined
  /** What the count is of, if that is no good news. */
  alert?: { tone: 'bad' | 'warning'; said: string }
}

function Entry({ to, text, icon, count, alert }: EntryProps) {
  return (
    <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }} activeProps={{ 'aria-current': 'page' }} className={styles.entry} title={alert?.said}>
      {icon}
      <span className={styles.text}>{text}</span>
      {count !== undefined && (
        <b data-alert={alert?.tone}>
          {number(count)}
          {alert && <span className="unseen"> {alert.said}</span>}
        </b>
      )}
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
