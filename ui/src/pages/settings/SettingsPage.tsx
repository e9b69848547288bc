import { useQuery } from '@tanstack/react-query'
import { Link, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { meQuery } from '~/api/queries'
import { ShortcutSettings } from '~/hands/ShortcutSettings'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import { PageHeader } from '~/shell/PageHeader'
import { Ai } from './Ai'
import { Appearance } from './Appearance'
import { Backups } from './Backups'
import { Desktop } from './Desktop'
import { parts } from './parts'
import { People } from './People'
import { Providers } from './Providers'
import { Retention } from './Retention'
import styles from './SettingsPage.module.css'
import { Secrets } from './Secrets'
import { Sessions } from './Sessions'
import { Spending } from './Spending'
import { Tokens } from './Tokens'
import { useCurrentPart } from './useCurrentPart'

/** The parts above have their height by then. */
const SETTLED_MS = 200

export default function SettingsPage() {
  const page = useRef<HTMLDivElement>(null)
  usePartInSight()
  const current = useCurrentPart(page)
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <div ref={page} className={styles.page}>
        <Index current={current} />
        <div className={styles.parts}>
          <Section title={t('settings.appearance')}>
            <Appearance />
          </Section>
          <Desktop />
          <People />
          <Sessions />
          <Tokens />
          <Secrets />
          <Providers />
          <Spending />
          <Retention />
          <Ai />
          <Backups />
          <ShortcutSettings />
          <Section title={t('about.title')}>
            <About />
          </Section>
        </div>
      </div>
    </>
  )
}

const bringInSight = (part: string) => document.querySelector(`section[aria-label="${CSS.escape(part)}"]`)?.scrollIntoView({ block: 'start' })

/** What there is on a page that is longer than any window. */
function Index({ current }: { current: string | undefined }) {
  const hasSessions = Boolean(useQuery(meQuery).data?.user)
  const shown = parts.filter((part) => hasSessions || part !== t('sessions.title'))
  return (
    <nav className={styles.index} aria-label={t('settings.index')}>
      {shown.map((part) => (
        <Link
          key={part}
          to="/settings"
          hash={part}
          replace
          activeOptions={{ includeHash: true }}
          // The router marks what the address names; here what is in sight is marked.
          activeProps={{ 'aria-current': undefined }}
          aria-current={part === current ? 'location' : undefined}
          className={styles.entry}
          onClick={() => bringInSight(part)}
        >
          {part}
        </Link>
      ))}
    </nav>
  )
}

/** The part that the address names, by its title. It may be there only after it was read. */
function usePartInSight(): void {
  const part = useRouterState({ select: (state) => state.location.hash })
  useEffect(() => {
    if (!part) return undefined
    const timer = setTimeout(() => bringInSight(part), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [part])
}

function About() {
  const { data, error, refetch } = useQuery(meQuery)
  if (error && !data) return <ErrorPanel error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton rows={4} columns={['20%', '40%']} height={174} />
  const { version, machine, urls, data_dir } = data.coordinator
  return (
    <dl className={styles.facts}>
      <Fact name={t('about.version')}>{version}</Fact>
      <Fact name={t('about.machine')}>{machine}</Fact>
      <Fact name={t('about.urls')}>{urls.length > 0 ? <code>{urls.join(' ')}</code> : t('about.in_window')}</Fact>
      <Fact name={t('about.data')}>
        <code>{data_dir}</code>
      </Fact>
      <Fact name={t('about.actor')}>
        <code>{data.actor}</code>
      </Fact>
    </dl>
  )
}
