import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import type { FoundUpdate, Manners, MannersChange, Notify } from '~/platform/types'
import { asked } from './asked'
import styles from './Desktop.module.css'
import { Profiles } from './Profiles'

const key = ['manners']
const kinds: (keyof Notify)[] = ['job_failed', 'environment_stops', 'sleep', 'limit']

/** How the app behaves on this desktop; nothing in a browser. */
export function Desktop() {
  if (!platform.app) return null
  return (
    <>
      <ThisApp />
      <Profiles />
    </>
  )
}

function ThisApp() {
  const { data, error, refetch } = useQuery({ queryKey: key, queryFn: () => asked((app) => app.manners()) })
  return (
    <Section title={t('desktop.title')}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={4} columns={['30%', '40%']} />}
      {data && <Choices manners={data} />}
    </Section>
  )
}

function Choices({ manners }: { manners: Manners }) {
  const client = useQueryClient()
  const [error, setError] = useState<Error>()
  const change = async (to: MannersChange) => {
    try {
      setError(undefined)
      await asked((app) => app.changeManners(to))
    } catch (refused) {
      setError(refused as Error)
    }
    await client.invalidateQueries({ queryKey: key })
  }
  return (
    <div className={styles.body}>
      {error && <ErrorPanel error={error} />}
      <fieldset className={styles.group}>
        <legend>{t('desktop.notify')}</legend>
        {kinds.map((kind) => (
          <Toggle key={kind} text={t(`desktop.${kind}`)} isOn={manners.notify[kind]} onChange={(isOn) => void change({ notify: { ...manners.notify, [kind]: isOn } })} />
        ))}
        <p className={styles.hint}>{t('desktop.notify_hint')}</p>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t('desktop.system')}</legend>
        <Toggle text={t('desktop.starts_at_login')} isOn={manners.starts_at_login} onChange={(isOn) => void change({ starts_at_login: isOn })} />
        <Toggle text={t('desktop.opens_links')} isOn={manners.opens_links} onChange={(isOn) => void change({ opens_links: isOn })} />
        <Toggle text={t('desktop.shows_menu_bar')} isOn={manners.shows_menu_bar} onChange={(isOn) => void change({ shows_menu_bar: isOn })} />
      </fieldset>
      <Updates manners={manners} />
    </div>
  )
}

type ToggleProps = { text: string; isOn: boolean | null; onChange: (isOn: boolean) => void }

function Toggle({ text, isOn, onChange }: ToggleProps) {
  return (
    <label className={styles.toggle}>
      <input type="checkbox" checked={isOn ?? false} disabled={isOn === null} onChange={(event) => onChange(event.target.checked)} />
      <span>
        <Prose text={text} />
        {isOn === null && <span className={styles.hint}> · {t('desktop.by_system')}</span>}
      </span>
    </label>
  )
}

function Updates({ manners: { version, update_feed } }: { manners: Manners }) {
  const [found, setFound] = useState<FoundUpdate>()
  const [isTaken, setTaken] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const [error, setError] = useState<Error>()
  const doing = async (work: () => Promise<void>) => {
    setBusy(true)
    setError(undefined)
    await work().catch(setError)
    setBusy(false)
  }
  const look = () => doing(async () => setFound(await asked((app) => app.lookForUpdate())))
  const take = () => doing(async () => (await asked((app) => app.takeUpdate()), setTaken(true)))
  const isNewer = found?.state === 'newer'
  return (
    <fieldset className={styles.group}>
      <legend>{t('desktop.updates')}</legend>
      <p>{t('desktop.version', { version })}</p>
      <p className={styles.hint}>{update_feed ? t('desktop.feed', { feed: update_feed }) : <Prose text={t('desktop.updates_off')} />}</p>
      {error && <ErrorPanel error={error} />}
      <p role="status">
        {isTaken && t('desktop.taken')}
        {!isTaken && isNewer && t('desktop.newer', { version: found.version })}
        {!isTaken && found?.state === 'newest' && t('desktop.newest')}
      </p>
      {update_feed && !isTaken && (
        <Button size="small" isBusy={isBusy} onPress={() => void (isNewer ? take() : look())}>
          {isNewer ? t('desktop.take') : t('desktop.look')}
        </Button>
      )}
    </fieldset>
  )
}
