import { useQuery } from '@tanstack/react-query'
import { meQuery } from '~/api/queries'
import { Segments } from '~/kit/Field'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import { PageHeader } from '~/shell/PageHeader'
import { useStore } from '~/store'
import { chooseTheme, theme, themes } from '~/theme'
import { Ai } from './Ai'
import { Backups } from './Backups'
import { People } from './People'
import { Retention } from './Retention'
import styles from './SettingsPage.module.css'
import { Secrets } from './Secrets'
import { Sessions } from './Sessions'
import { Tokens } from './Tokens'

export default function SettingsPage() {
  return (
    <>
      <PageHeader title={t('settings.title')} />
      <div className={styles.page}>
        <Section title={t('settings.appearance')}>
          <Appearance />
        </Section>
        <People />
        <Sessions />
        <Tokens />
        <Secrets />
        <Retention />
        <Ai />
        <Backups />
        <Section title={t('about.title')}>
          <About />
        </Section>
      </div>
    </>
  )
}

function Appearance() {
  const choices = themes.map((id) => ({ id, label: t(`settings.theme_${id}`) }))
  return (
    <div className={styles.body}>
      <Segments label={t('settings.theme')} choices={choices} value={useStore(theme)} onChange={chooseTheme} />
    </div>
  )
}

function About() {
  const { data, error, refetch } = useQuery(meQuery)
  if (error && !data) return <ErrorPanel error={error} onRetry={() => void refetch()} />
  if (!data) return <Skeleton rows={4} columns={['20%', '40%']} />
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
